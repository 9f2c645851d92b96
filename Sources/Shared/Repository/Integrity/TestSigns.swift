/// By which signs a language's tests, skips and assertions are known. Sources: the documentation of the test frameworks
/// that each row names.
///
/// A sign is a piece of code without strings and comments. `^` at its beginning: the line begins with it. One that begins
/// with a letter does not begin within a word.
struct TestSigns {
  /// Functions that take a test's name as a text: `it('adds', …)`.
  var calls: [String] = []
  /// The keyword of a function, and how the names of tests begin: `def test…`.
  var function: (keyword: String, names: [String])?
  /// Attributes that make a test of the next function: `@Test`.
  var marks: [String] = []
  /// Macros that hold the name: `TEST(Suite, name)`.
  var macros: [String] = []
  /// What keeps a test from running, or from failing.
  var skips: [String] = []
  /// What keeps all others from running.
  var focus: [String] = []
  var assertions: [String] = []

  init(of language: TestLanguage) {
    switch language {
    // Swift Testing, XCTest.
    case .swift:
      function = ("func", ["test"])
      marks = ["@Test"]
      skips = [".disabled(", ".enabled(", "XCTSkip", "XCTExpectFailure", "withKnownIssue"]
      assertions = [
        "#expect", "#require", "XCTAssert", "XCTUnwrap", "XCTFail", "Issue.record", "confirmation(", "expect(",
        "assert", "precondition(",
      ]
    // Jest, Vitest, Mocha, Jasmine, node:test, Playwright, Cypress, AVA, Deno, Bun.
    case .script:
      calls = ["it", "test", "specify", "xit", "xtest", "xspecify", "fit", "ftest", "Deno.test"]
      skips = [
        "^it.skip", "^test.skip", "^describe.skip", "^suite.skip", "^context.skip", "^specify.skip", "^xit(", "^xtest(",
        "^xspecify(", "^xdescribe(", "^xcontext(", "^it.todo", "^test.todo", "^it.fails", "^test.fails",
        "^it.failing", "^test.failing", "^test.fixme", "^describe.todo", "^test.describe.skip", "^test.describe.fixme",
        "^describe.skipIf", "^it.skipIf", "^test.skipIf", "^it.runIf", "^test.runIf", "this.skip(", "t.skip(",
        "t.todo(", "ctx.skip(", "context.skip(", "skip: true", "todo: true", "ignore: true",
      ]
      focus = ["^it.only", "^test.only", "^describe.only", "^suite.only", "^context.only", "^specify.only"]
      focus += ["^fit(", "^fdescribe(", "^ftest(", "^test.describe.only", "only: true"]
      assertions = ["expect", "assert", ".should", "t.", "sinon.assert", "cy."]
    // pytest, unittest.
    case .python:
      function = ("def", ["test"])
      skips = [
        "mark.skip", "mark.xfail", "pytest.skip(", "pytest.xfail(", "pytest.importorskip(", "unittest.skip",
        "unittest.expectedFailure", "^@skip", "^@expectedFailure", ".skipTest(", "SkipTest", "^collect_ignore",
        "__test__ = False",
      ]
      assertions = ["assert", ".fail(", "pytest.raises", "pytest.warns", "pytest.fail("]
    // testing, testify, Gomega, Ginkgo.
    case .go:
      function = ("func", ["Test", "Fuzz", "Example"])
      skips = ["t.Skip", "tb.Skip", "b.Skip", "f.Skip", "T().Skip", "^PIt(", "^XIt(", "^PDescribe(", "^XDescribe("]
      focus = ["^FIt(", "^FDescribe(", "^FContext("]
      assertions = [
        "t.Error", "t.Fatal", "t.Fail", "tb.Error", "tb.Fatal", "b.Fatal", "f.Fatal", "assert.", "require.", "Expect(",
        "is.", "qt.", "cmp.Diff", "t.Run(", "s.Equal", "s.True", "s.NoError", "s.Error", "s.Require", "assert",
      ]
    // The book of Rust, tokio, rstest, proptest.
    case .rust:
      marks = ["#[test", "::test", "#[rstest", "#[test_case", "#[wasm_bindgen_test", "#[test_log", "#[quickcheck"]
      skips = ["#[ignore", ", ignore"]
      assertions = ["assert", "debug_assert", "prop_assert", "panic!", "unreachable!", "unwrap_err(", "expect_err("]
    // JUnit 3 to 5, TestNG, kotlin.test, Kotest, Spock, ScalaTest, munit.
    case .jvm:
      calls = ["test", "it", "should", "xtest", "xit", "ignore"]
      function = ("void", ["test"])
      marks = ["@Test", "@ParameterizedTest", "@RepeatedTest", "@TestFactory", "@TestTemplate", "@Property"]
      skips = [
        "@Disabled", "@Ignore", "@Enabled", "assumeTrue(", "assumeFalse(", "assumeThat(", "assume(", "Assume.",
        "Assumptions.", "enabled = false", "^xtest(", "^xit(", "^ignore(", "SkipException", "@PendingFeature",
      ]
      assertions = ["assert", "verify", "fail(", "should", ".should", "expect", "thrown(", ".is", ".has", "intercept["]
    // RSpec, Minitest, test-unit.
    case .ruby:
      calls = ["it", "specify", "example", "scenario", "test", "xit", "xspecify", "fit"]
      function = ("def", ["test_"])
      skips = ["^xit", "^xdescribe", "^xcontext", "^xspecify", "^skip", "^pending", ":skip", "skip:", "^omit"]
      focus = ["^fit", "^fdescribe", "^fcontext", ":focus", "focus: true"]
      assertions = ["expect", "assert", "refute", ".should", "must_", "wont_", "is_expected", "flunk"]
    // xUnit.net, NUnit, MSTest.
    case .dotnet:
      marks = ["[Fact", "[Theory", "[Test", "[TestMethod", "[TestCase", "[DataTestMethod", "[TestCaseSource"]
      marks += ["[<Fact", "[<Theory", "[<Test", "[<TestCase", "[Property"]
      skips = ["Skip =", "Skip=", "[Ignore", "[<Ignore", "[Explicit", "Assert.Ignore(", "Assert.Inconclusive("]
      skips += ["Assert.Skip", "Skip.If", "Skip.Unless"]
      assertions = ["Assert", ".Should", "Should", "Verify(", "Received("]
    // PHPUnit, Pest.
    case .php:
      calls = ["it", "test"]
      function = ("function", ["test"])
      marks = ["#[Test"]
      skips = ["markTestSkipped(", "markTestIncomplete(", "->skip(", "->todo(", "->skipOn"]
      focus = ["->only("]
      assertions = ["assert", "expect", "fail(", "should"]
    // GoogleTest, Catch2, doctest, Boost.Test, Check, Unity, XCTest.
    case .c:
      function = ("void", ["test"])
      macros = [
        "TEST(", "TEST_F(", "TEST_P(", "TYPED_TEST(", "TEST_CASE(", "SCENARIO(", "BOOST_AUTO_TEST_CASE(", "START_TEST(",
        "TEST_METHOD(",
      ]
      skips = ["GTEST_SKIP(", "SKIP(", "TEST_IGNORE", "doctest::skip", "doctest::should_fail", "XCTSkip", "disabled("]
      assertions = ["EXPECT_", "ASSERT_", "REQUIRE", "CHECK", "BOOST_", "TEST_ASSERT", "assert", "ck_", "XCTAssert"]
      assertions += ["FAIL("]
    // ExUnit.
    case .elixir:
      calls = ["test", "property"]
      skips = ["tag :skip", "tag skip:", "moduletag :skip", "moduletag skip:", "describetag :skip"]
      assertions = ["assert", "refute", "flunk"]
    // package:test, flutter_test.
    case .dart:
      calls = ["test", "testWidgets", "blocTest"]
      skips = ["skip:", "@Skip"]
      focus = ["solo: true"]
      assertions = ["expect", "verify", "fail("]
    // Bats.
    case .shell:
      calls = ["@test"]
      skips = ["^skip"]
      assertions = ["assert", "refute", "^[", "run"]
    }
  }

  /// Assertions that can't fail, without blanks and in small letters.
  static let vain: Set = [
    "asserttrue", "assert(true)", "assert!(true)", "assert.ok(true)", "assert.true(true)", "assert.istrue(true)",
    "assert.true(t,true)", "require.true(t,true)", "asserttrue(true)", "self.asserttrue(true)", "xctasserttrue(true)",
    "xctassert(true)", "#expect(true)", "#expect(bool(true))", "expect(true).tobe(true)", "expect(true).tobetruthy()",
    "expect(true).toequal(true)", "expect(1).tobe(1)", "assert1", "assert1==1", "$this->asserttrue(true)",
    "expect_true(true)", "assert_true(true)", "check(true)", "require(true)", "assertions.asserttrue(true)",
    "expect(true).toequal(true)", "expect(true).to.be.true", "expect(true).toeqtrue", "assert_equal1,1", "[true]",
  ]
}
