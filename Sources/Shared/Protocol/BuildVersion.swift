/// The version that `kb --version` prints and that both programs must share.
package enum BuildVersion {
  package static let text = "0.1.0"
}
