/// SNP reports from the first of two sources, or from the second where the first is not there.
package struct AlternativeReportSource: SNPReportSource {
    private let first: any SNPReportSource
    private let second: any SNPReportSource

    package init(_ first: any SNPReportSource, or second: any SNPReportSource) {
        self.first = first
        self.second = second
    }

    package func check() throws(EnclaveError) {
        try ask { source throws(EnclaveError) in try source.check() }
    }

    package func report(committingTo data: [UInt8]) throws(EnclaveError) -> ReportInterface.Outcome {
        try ask { source throws(EnclaveError) in try source.report(committingTo: data) }
    }

    private func ask<Value>(
        _ body: (any SNPReportSource) throws(EnclaveError) -> Value
    ) throws(EnclaveError) -> Value {
        do throws(EnclaveError) {
            return try body(first)
        } catch {
            guard error.code == .notFound else { throw error }
            return try body(second)
        }
    }
}
