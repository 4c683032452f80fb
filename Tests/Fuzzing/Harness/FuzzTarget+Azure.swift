import OpenSSLKit

@testable import Evidence

extension FuzzTarget {
    static let azure = [
        FuzzTarget(name: "hcl-report", sizeLimit: 4096) { bytes in
            guard let report = try? HCLReport(parsing: bytes) else { return }
            demand(report.runtimeData.count < bytes.count, "runtime data is part of the report")
            demand(
                bytes.dropFirst(HCLReport.headerSize).starts(with: report.runtimeData),
                "runtime data stands behind the header"
            )
            switch report.hardware {
            case .snp: _ = try? SNPReport(parsing: report.hardwareReport)
            case .tdx: _ = try? TDReport(parsing: report.hardwareReport)
            }
            _ = try? AzureRuntimeData(parsing: report.runtimeData)
        },
        FuzzTarget(name: "runtime-data", sizeLimit: 4096) { bytes in
            guard let data = try? AzureRuntimeData(parsing: bytes) else { return }
            guard case .rsa = data.attestationKey.kind else {
                demand(false, "an attestation key is one of RSA")
                return
            }
            demand(data.userData?.count ?? 64 == 64, "user data has one size")
        },
        FuzzTarget(name: "td-report", sizeLimit: TDReport.size + 8) { bytes in
            guard let report = try? TDReport(parsing: bytes) else { return }
            demand(report.guest.count == 400 && report.module.count == 120, "parts have their sizes")
        },
    ]
}
