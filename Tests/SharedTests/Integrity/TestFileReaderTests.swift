import Testing
@testable import KBRepository

/// What would look like a declaration of this file's own.
private let (at, tick) = ("@", "`")

@Suite("Finding tests in files")
struct TestFileReaderTests {
  /// Each test as `name`, `name!` where it is skipped, and its number of assertions.
  private func read(_ language: TestLanguage, _ text: String) -> [String] {
    TestFileReader(language).read(Array(text.utf8)).tests.map {
      "\($0.name)\($0.skip == nil ? "" : "!") \($0.assertions.count)"
    }
  }

  @Test("Swift Testing and XCTest")
  func swift() {
    let text = """
      import Testing

      @Suite("Adding", .serialized)
      struct AddingTests {
        \(at)Test("adds // two") func adds() {
          #expect(add(1, 1) == 2)
          #expect(Bool(true))
          let text = \"\""
          \(at)Test func inText() { #expect(false) }
          \"\""
        }

        \(at)Test(
          "takes off (all",
          arguments: [1, 2])
        func takesOff(number: Int) throws {
          try #require(number > 0)
          // #expect(number > 1)
        }

        func helper(_ n: Int) { #expect(n > 0) }

        \(at)Test(.disabled("later")) func \(tick)a raw name`() {}
      }

      final class OldTests: XCTestCase {
        func testAdds() throws {
          XCTAssertEqual(1, 1)
          throw XCTSkip("no network")
        }
        func testing(_ it: Int) {}
      }
      """
    #expect(read(.swift, text) == ["adds 1", "takesOff 1", "a raw name! 0", "testAdds! 1"])
  }

  @Test("Jest, Vitest, Mocha and their like")
  func script() {
    let text = """
      import { expect, it } from 'vitest'
      describe('math', () => {
        beforeEach(() => { expect(1).toBe(1) })
        it('adds "two"', () => {
          expect(add(1, 1)).toBe(2);
          rows.skip(3)
        });
        it.skip("takes off", async () => {})
        test.each([
          [1, 1],
          [2, 2],
        ])('multiplies %i', (a) => {
          expect(a).toBeTruthy()
        })
        xit(`divides`, () => {
          assert.equal(1, 1)
        })
        it(
          'has a long name',
          () => {
            expect(true).toBe(true)
          })
        // it('is commented out', () => { expect(1) })
        /* test('so is this', () => {}) */
      })
      submit('a form')
      test.describe('group', () => {})
      """
    #expect(
      read(.script, text) == ["adds \"two\" 1", "takes off! 0", "multiplies %i 1", "divides! 1", "has a long name 0"])
    let file = TestFileReader(.script).read(Array(text.utf8))
    #expect(file.commentedOut == ["iscommentedout", "soisthis"])
  }

  @Test("pytest and unittest")
  func python() {
    let text = """
      import pytest

      def helper():
          assert 1

      @pytest.mark.parametrize("a", [
          1,
          2,
      ])
      @pytest.mark.skipif(sys.platform == "win32", reason="no")
      def test_adds(a):
          assert a == 1
          assert True

      class TestMath(unittest.TestCase):
          async def test_takes_off(
              self,
          ):
              '''
              def test_in_text(): assert 1
              '''
              self.assertEqual(1, 1)
              with pytest.raises(ValueError):
                  call()

          def test_skips(self):
              self.skipTest("later")

      # def test_gone():
      #     assert 1
      """
    #expect(read(.python, text) == ["test_adds! 1", "test_takes_off 2", "test_skips! 0"])
  }

  @Test("Go, Rust, Java, Kotlin, Ruby, C#, PHP, C++, Elixir, Dart and Bats", arguments: Sample.all)
  func others(sample: Sample) { #expect(read(sample.language, sample.text) == sample.tests) }

  @Test("takes any bytes in good time", .timeLimit(.minutes(1)))
  func anything() {
    var seed: UInt64 = 7
    for language in TestLanguage.allCases {
      let signs = [
        "@Test", "#[", "(", ")", "\"", "'", "`", "\n", " ", "it(", "/*", "*/", "def test_a", "#", "[", "\u{0}", "\"",
      ]
      var text = ""
      for _ in 0..<3000 {
        seed = seed &* 6_364_136_223_846_793_005 &+ 1
        text += signs[Int(seed >> 33) % signs.count]
      }
      _ = TestFileReader(language).read(Array(text.utf8))
    }
  }
}

/// A file of tests, and what is to be found in it.
struct Sample: Sendable {
  let language: TestLanguage
  let text: String
  let tests: [String]

  static let all: [Sample] = [
    Sample(
      language: .go,
      text: """
        func TestMain(m *testing.M) { os.Exit(m.Run()) }
        func TestAdds(t *testing.T) {
        \tif got != 2 {
        \t\tt.Errorf("got %d", got)
        \t}
        \tassert.Equal(t, 1, 1)
        }
        func (s *Suite) TestSkips() {
        \tt.Skip("later")
        }
        func helper(t *testing.T) { t.Fatal(1) }
        func ExampleAdds() {}
        """, tests: ["TestAdds 2", "TestSkips! 0", "ExampleAdds 0"]),
    Sample(
      language: .rust,
      text: """
        fn add<'a>(x: &'a str) {}
        #[cfg(test)]
        mod tests {
            use super::*;
            #[test]
            fn adds() {
                assert_eq!(1, 1);
            }
            #[tokio::test]
            #[ignore = "slow"]
            async fn waits() { assert!(x) }
        }
        """, tests: ["adds 1", "waits! 1"]),
    Sample(
      language: .jvm,
      text: """
        @Testcontainers
        class MathTest {
            \(at)Test
            @DisplayName("adds (two)")
            void adds() {
                assertEquals(2, add(1, 1));
            }
            @Disabled("later")
            @ParameterizedTest(name = "x")
            @ValueSource(ints = {1, 2})
            public void takesOff(int a) throws Exception
            {
                assertThat(a).isOne();
            }
            private void helper() {}
            \(at)Test fun `a Kotlin name`() = runTest {
                assertTrue(true)
            }
        }
        """, tests: ["adds 1", "takesOff! 1", "a Kotlin name 0"]),
    Sample(
      language: .ruby,
      text: """
        RSpec.describe Math do
          it "adds" do
            expect(add(1, 1)).to eq 2
          end
          xit 'takes off' do
          end
          it 'waits' do
            skip 'later'
          end
        end
        class MathTest < Minitest::Test
          def test_adds
            assert_equal 2, add(1, 1)
          rescue Fault
            flunk
          end
          def helper; end
        end
        """, tests: ["adds 1", "takes off! 0", "waits! 0", "test_adds 2"]),
    Sample(
      language: .dotnet,
      text: """
        [TestFixture]
        public class MathTests {
          [Fact]
          public void Adds()
          {
            Assert.Equal(2, Add(1, 1));
          }
          [Theory(Skip = "later")]
          [InlineData(1)]
          public async Task TakesOff(int a) { }
          [Fact] public void Short() => Assert.True(x);
        }
        """, tests: ["Adds 1", "TakesOff! 0", "Short 1"]),
    Sample(
      language: .php,
      text: """
        final class MathTest extends TestCase {
            public function testAdds(): void
            {
                $this->assertSame(2, add(1, 1));
            }
            #[Test]
            public function takesOff(): void
            {
                $this->markTestSkipped('later');
            }
        }
        it('adds', function () {
            expect(1)->toBe(1);
        });
        """, tests: ["testAdds 1", "takesOff! 0", "adds 1"]),
    Sample(
      language: .c,
      text: """
        TEST_F(MathTest, Adds) {
          EXPECT_EQ(2, add(1, 1));
        #if X
          ASSERT_TRUE(y);
        #endif
        }
        TEST_CASE("takes off", "[math]")
        {
          SKIP("later");
        }
        static void test_adds(void) {
          assert(1 == x);
        }
        """, tests: ["MathTest, Adds 2", "\"takes off\", \"[math]\"! 0", "test_adds 1"]),
    Sample(
      language: .elixir,
      text: """
        describe "math" do
          @tag :skip
          test "adds" do
            assert 1 == x
          end
          test "takes off", %{a: a} do
            refute a
          end
        end
        """, tests: ["adds! 1", "takes off 1"]),
    Sample(
      language: .dart,
      text: """
        void main() {
          test('adds', () {
            expect(add(1, 1), 2);
          });
          test('waits', () {
          }, skip: 'later');
        }
        """, tests: ["adds 1", "waits! 0"]),
    Sample(
      language: .shell,
      text: """
        @test "adds" {
          run add 1 1
          [ "$output" = 2 ]
        }
        @test "waits" {
          skip later
        }
        """, tests: ["adds 2", "waits! 0"]),
  ]
}
