#if canImport(Glibc)
  internal import Glibc
#endif
import KBFailures

/// Whether this machine can start the virtual machines of Docker Sandboxes, as far as can be seen from outside. On Linux
/// they need KVM, and the user in its group (https://docs.docker.com/ai/sandboxes/install/); `sbx` itself only says that
/// it "failed to run sandbox container" (docker/sbx-releases#336).
enum VirtualizationJudge {
  /// What is known of the device.
  enum Device {
    case missing, forbidden, usable
  }

  /// nil on machines without such a device, which say nothing about virtual machines.
  static var device: Device? {
    #if os(Linux)
      guard access(path, F_OK) == 0 else { return .missing }
      return access(path, R_OK | W_OK) == 0 ? .usable : .forbidden
    #else
      nil
    #endif
  }

  static let path = "/dev/kvm"

  /// A warning at most: whether a sandbox starts is for `sbx` to say. Pure.
  static func finding(_ device: Device?) -> Finding? {
    switch device {
    case nil: nil
    case .usable: .ok(.virtualization, "this machine has KVM, and you may use it")
    case .missing:
      warning("there is no \(path)", "switch virtualization on in the firmware, or use a machine with KVM")
    case .forbidden: warning("you may not use \(path)", "sudo usermod -aG kvm $USER, then log in again")
    }
  }

  private static func warning(_ what: String, _ fix: String) -> Finding {
    Finding(
      check: .virtualization, grade: .warning, text: "\(what): sandboxes can't start on this machine",
      code: FailureCode.virtualizationMissing.rawValue, fix: fix)
  }
}
