import Evidence
import Glibc

/// The Nitro Security Module, `/dev/nsm` (include/uapi/linux/nsm.h). Blocks; not for the pool that runs tasks.
package struct NitroDevice: Sendable {
    package static let path = "/dev/nsm"

    /// `struct nsm_raw`: two `struct iovec`.
    static let ioctlSize = 32
    /// `NSM_IOCTL_RAW`, 0xC0200A00.
    static let request = ControlRequest.readWrite(0x0A, 0, size: ioctlSize)

    private let device: any ControlDevice

    package init(_ device: any ControlDevice) { self.device = device }

    package func check() throws(EnclaveError) { try device.check() }

    /// An attestation document that commits to `userData`.
    package func document(committingTo userData: [UInt8]) throws(EnclaveError) -> [UInt8] {
        let request = NitroRequest(userData: userData)
        let question = try converted { () throws(NitroResponseError) in try request.encoded }
        let answer = try exchange(question)
        return try converted { () throws(NitroResponseError) in try NitroRequest.document(inResponse: answer) }
    }

    private func converted<Value>(_ body: () throws(NitroResponseError) -> Value) throws(EnclaveError) -> Value {
        do throws(NitroResponseError) {
            return try body()
        } catch {
            throw EnclaveError(error.code == .malformed ? .malformed : .failure, "NSM_IOCTL_RAW", error.message)
        }
    }

    private func exchange(_ question: [UInt8]) throws(EnclaveError) -> [UInt8] {
        var argument = ControlBytes(size: Self.ioctlSize)
        var question = question
        var answer = [UInt8](repeating: 0, count: NitroRequest.responseSizeLimit)
        let failure = question.withUnsafeMutableBytes { question in
            answer.withUnsafeMutableBytes { answer in
                argument.put(addressOf: question, at: 0)
                argument.put(UInt64(question.count), at: 8)
                argument.put(addressOf: answer, at: 16)
                argument.put(UInt64(answer.count), at: 24)
                return argument.control(device, Self.request)
            }
        }
        guard failure == 0 else { throw .system("ioctl", device.name, failure) }
        let count = argument.value(at: 24, as: UInt64.self)
        guard count <= answer.count else {
            throw EnclaveError(.malformed, "NSM_IOCTL_RAW", "an answer of \(count) bytes")
        }
        return Array(answer.prefix(Int(count)))
    }
}
