/// The state directory, repositories and worlds that tests run in.
package enum TestSupport {}
