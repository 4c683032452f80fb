import Glibc

/// SNP reports from `/dev/sev-guest` (Documentation/virt/coco/sev-guest.rst), for kernels before the report interface.
package struct SEVGuestDevice: SNPReportSource {
    package static let path = "/dev/sev-guest"

    /// The requests of the device, by number.
    enum Request: UInt8 {
        case report = 0
        case extendedReport = 2

        /// `SNP_GET_REPORT` 0xC0205300, `SNP_GET_EXT_REPORT` 0xC0205302.
        var number: UInt { ControlRequest.readWrite(UInt8(ascii: "S"), rawValue, size: SEVGuestDevice.ioctlSize) }
        var name: String { self == .report ? "SNP_GET_REPORT" : "SNP_GET_EXT_REPORT" }
    }

    /// `struct snp_guest_request_ioctl`.
    static let ioctlSize = 32
    /// `struct snp_report_req`.
    static let requestSize = 96
    /// `struct snp_ext_report_req`.
    static let extendedRequestSize = 112
    /// `struct snp_report_resp`.
    static let responseSize = 4000
    /// The largest table of certificates that the kernel fetches, SEV_FW_BLOB_MAX_SIZE; a number of whole pages.
    static let tableSize = 0x4000

    private let device: any ControlDevice
    private let privilegeLevel: Int

    /// `privilegeLevel` is the VMPL that reports state, 0 to 3.
    package init(_ device: any ControlDevice, privilegeLevel: Int = 0) {
        precondition((0...3).contains(privilegeLevel))
        self.device = device
        self.privilegeLevel = privilegeLevel
    }

    package func check() throws(EnclaveError) { try device.check() }

    /// Asks for a report with the host's table of certificates; where the host has none to give, without.
    package func report(committingTo data: [UInt8]) throws(EnclaveError) -> ReportInterface.Outcome {
        precondition(data.count == 64)
        do throws(EnclaveError) {
            return try ask(.extendedReport, data)
        } catch {
            guard error.code == .failure else { throw error }
            return try ask(.report, data)
        }
    }

    private func ask(_ request: Request, _ data: [UInt8]) throws(EnclaveError) -> ReportInterface.Outcome {
        let isExtended = request == .extendedReport
        var argument = ControlBytes(size: Self.ioctlSize)
        var question = ControlBytes(size: isExtended ? Self.extendedRequestSize : Self.requestSize)
        question.put(data, at: 0)
        question.put(UInt32(privilegeLevel), at: 64)
        var answer = [UInt8](repeating: 0, count: Self.responseSize)
        var table = [UInt8](repeating: 0, count: isExtended ? Self.tableSize : 0)
        // Nothing that the structures point to may move while the device looks at it.
        let failure = table.withUnsafeMutableBytes { table in
            if isExtended {
                question.put(addressOf: table, at: 96)
                question.put(UInt32(table.count), at: 104)
            }
            return question.bytes.withUnsafeMutableBytes { question in
                answer.withUnsafeMutableBytes { answer in
                    // The version of the message to the firmware.
                    argument.put(UInt8(1), at: 0)
                    argument.put(addressOf: question, at: 8)
                    argument.put(addressOf: answer, at: 16)
                    return argument.control(device, request.number)
                }
            }
        }
        guard failure == 0 else {
            // exitinfo2: what the firmware and what the host said.
            let (firmware, host) = (argument.value(at: 24, as: UInt32.self), argument.value(at: 28, as: UInt32.self))
            let error = EnclaveError.system(request.name, device.name, failure)
            throw EnclaveError(error.code, request.name, "\(error.message) (firmware \(firmware), host \(host))")
        }
        return ReportInterface.Outcome(report: try Self.report(in: answer, request), auxiliary: table)
    }

    /// The report in a MSG_REPORT_RSP: status, size, 24 bytes that are reserved, the report.
    private static func report(in answer: [UInt8], _ request: Request) throws(EnclaveError) -> [UInt8] {
        var fields = ControlBytes(size: 0)
        fields.bytes = answer
        let (status, size) = (fields.value(at: 0, as: UInt32.self), Int(fields.value(at: 4, as: UInt32.self)))
        guard status == 0 else {
            throw EnclaveError(.failure, request.name, "the firmware answers with status \(status)")
        }
        guard size > 0, size <= answer.count - 32 else {
            throw EnclaveError(.malformed, request.name, "a report of \(size) bytes")
        }
        return Array(answer[32..<(32 + size)])
    }
}
