import Builds
import OpenSSLKit

package import struct FoundationEssentials.Date

extension HardwareEvidence {
    /// When the newest part of the collateral was issued, by its own word; `nil` where there is none that says so.
    package var collateralDate: Date? {
        guard let collateral else { return nil }
        switch platform {
        case .snp, .azureSNP:
            let list = (try? SNPCollateral(collateral))?.revocationList.flatMap { try? RevocationList(der: $0) }
            return list?.thisUpdate
        case .tdx, .azureTDX: return (try? TDXCollateral(collateral))?.date
        case .nitro, .tpm, .simulated: return nil
        }
    }
}

extension TDXCollateral {
    /// When the newest part of it was issued.
    fileprivate var date: Date? {
        let lists = [rootCACRL, pckCRL].compactMap { (try? RevocationList(der: $0))?.thisUpdate }
        let statements = [try? TCBInfo(parsing: tcbInfo).issueDate, try? QEIdentity(parsing: qeIdentity).issueDate]
        return (lists + statements.compactMap { $0 }).max()
    }
}
