/// A kind of measured machine, as `evidence.json` names it.
package enum Platform: String, Codable, Sendable, CaseIterable {
    case snp
    case tdx
    case azureSNP = "az-snp"
    case azureTDX = "az-tdx"
    case nitro
    case tpm
    /// A software stand-in: it proves that files agree with each other and nothing about the machine.
    case simulated
}
