import Foundation

/// Where the build has put the programs.
package enum BuiltProducts {
  /// The folder of the built programs, found from the running test bundle or program.
  package static var directory: String {
    #if os(macOS)
      for bundle in Bundle.allBundles where bundle.bundlePath.hasSuffix(".xctest") {
        return bundle.bundleURL.deletingLastPathComponent().path
      }
    #endif
    return Bundle.main.bundleURL.path
  }

  /// The path of a built program.
  package static func path(_ product: String) -> String { directory + "/" + product }

  /// Puts a program into a folder under another name, to be found on `PATH` as the program that it plays.
  ///
  /// - Throws: what the file system throws.
  package static func link(_ product: String, as name: String, in folder: String) throws {
    let files = FileManager.default
    try files.createDirectory(atPath: folder, withIntermediateDirectories: true)
    let target = folder + "/" + name
    if (try? files.destinationOfSymbolicLink(atPath: target)) != nil { try files.removeItem(atPath: target) }
    try files.createSymbolicLink(atPath: target, withDestinationPath: path(product))
  }
}
