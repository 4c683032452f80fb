import Glibc
import Processes
import Synchronization

/// stub
package final class FetchProxy: Sendable {
    package var environment: [String: String] { [:] }
    func start(inNetworkOf pid: Int32) throws(SandboxError) {}
    func stop() -> [FetchRequest] { [] }
}
