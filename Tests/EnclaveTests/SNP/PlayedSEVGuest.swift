import Enclave
import Glibc
import Synchronization

/// Plays `/dev/sev-guest` by the kernel's ABI (include/uapi/linux/sev-guest.h): follows the addresses in the structures
/// and refuses what the kernel refuses.
final class PlayedSEVGuest: ControlDevice {
    struct Part: Sendable {
        /// The report for 64 bytes of data at a privilege level.
        var report: @Sendable (_ data: [UInt8], _ level: UInt32) -> [UInt8]
        /// The host's table; `nil` for a host without, which fails the extended request.
        var table: [UInt8]? = []
        /// MSG_REPORT_RSP: the firmware's status and the size of the report that it states.
        var status: UInt32 = 0
        var statedSize: UInt32?
        /// What the extended and the plain request fail with, each with what the host says.
        var failure: Int32 = 0
    }

    let name = "/dev/sev-guest"
    private let part: Part
    private let log = Mutex<[UInt]>([])

    init(_ part: Part) { self.part = part }

    /// The requests so far.
    var requests: [UInt] { log.withLock { $0 } }

    func check() throws(EnclaveError) {}

    func control(_ request: UInt, _ argument: UnsafeMutableRawPointer) -> Int32 {
        log.withLock { $0.append(request) }
        guard request == 0xC020_5300 || request == 0xC020_5302 else { return ENOTTY }
        // struct snp_guest_request_ioctl { u8 msg_version; u64 req_data, resp_data; u64 exitinfo2; }
        guard argument.load(as: UInt8.self) == 1,
            let question = pointer(argument, at: 8), let answer = pointer(argument, at: 16)
        else { return EINVAL }
        if part.failure != 0 {
            argument.storeBytes(of: 22, toByteOffset: 24, as: UInt32.self)
            argument.storeBytes(of: 2, toByteOffset: 28, as: UInt32.self)
            return part.failure
        }
        // struct snp_report_req { u8 user_data[64]; u32 vmpl; u8 rsvd[28]; }
        let data = Array(UnsafeRawBufferPointer(start: question, count: 64))
        let level = question.load(fromByteOffset: 64, as: UInt32.self)
        guard UnsafeRawBufferPointer(start: question + 68, count: 28).allSatisfy({ $0 == 0 }), level <= 3 else {
            return EINVAL
        }
        if request == 0xC020_5302 {
            let failure = give(question, argument)
            guard failure == 0 else { return failure }
        }
        // MSG_REPORT_RSP in 4000 bytes: status, size, 24 reserved, the report.
        let report = part.report(data, level)
        answer.storeBytes(of: part.status, as: UInt32.self)
        answer.storeBytes(of: part.statedSize ?? UInt32(report.count), toByteOffset: 4, as: UInt32.self)
        UnsafeMutableRawBufferPointer(start: answer + 32, count: 4000 - 32).copyBytes(from: report)
        return 0
    }

    /// struct snp_ext_report_req { struct snp_report_req data; u64 certs_address; u32 certs_len; }
    private func give(_ question: UnsafeMutableRawPointer, _ argument: UnsafeMutableRawPointer) -> Int32 {
        let size = Int(question.load(fromByteOffset: 104, as: UInt32.self))
        guard size.isMultiple(of: 4096), size <= 0x4000, let certificates = pointer(question, at: 96) else {
            return EINVAL
        }
        guard let table = part.table else { return EIO }
        guard table.count <= size else {
            // SNP_GUEST_VMM_ERR_INVALID_LEN, and how much is needed.
            argument.storeBytes(of: 1, toByteOffset: 28, as: UInt32.self)
            question.storeBytes(of: UInt32((table.count + 4095) / 4096 * 4096), toByteOffset: 104, as: UInt32.self)
            return EIO
        }
        UnsafeMutableRawBufferPointer(start: certificates, count: size).copyBytes(from: table)
        return 0
    }

    private func pointer(_ structure: UnsafeMutableRawPointer, at offset: Int) -> UnsafeMutableRawPointer? {
        UnsafeMutableRawPointer(bitPattern: UInt(structure.load(fromByteOffset: offset, as: UInt64.self)))
    }
}
