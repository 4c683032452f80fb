/// What gives SNP reports: the report interface, or the older device. Blocks; not for the pool that runs tasks.
package protocol SNPReportSource: Sendable {
    /// Fails where reports cannot be asked for. Asks for none.
    func check() throws(EnclaveError)

    /// A report that commits to 64 bytes, with the table of certificates that the host adds.
    func report(committingTo data: [UInt8]) throws(EnclaveError) -> ReportInterface.Outcome
}

/// SNP reports from the report interface.
package struct InterfaceReportSource: SNPReportSource {
    private let interface: ReportInterface
    private let privilegeLevel: Int?

    /// `privilegeLevel` is the VMPL that reports state; left out, the lowest that the kernel allows.
    package init(_ interface: ReportInterface, privilegeLevel: Int? = nil) {
        self.interface = interface
        self.privilegeLevel = privilegeLevel
    }

    package func check() throws(EnclaveError) { try interface.check(.snp) }

    package func report(committingTo data: [UInt8]) throws(EnclaveError) -> ReportInterface.Outcome {
        try interface.report(committingTo: data, from: .snp, privilegeLevel: privilegeLevel)
    }
}
