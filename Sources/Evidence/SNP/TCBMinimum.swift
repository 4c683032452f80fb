/// The oldest firmware that a policy accepts on one product line. What is `nil` is not demanded.
package struct TCBMinimum: Hashable, Sendable {
    package var bootloader: UInt8?
    package var tee: UInt8?
    package var snp: UInt8?
    package var microcode: UInt8?
    /// Only Turin has this part; on another line nothing satisfies it.
    package var fmc: UInt8?

    package init(
        bootloader: UInt8? = nil,
        tee: UInt8? = nil,
        snp: UInt8? = nil,
        microcode: UInt8? = nil,
        fmc: UInt8? = nil
    ) {
        self.bootloader = bootloader
        self.tee = tee
        self.snp = snp
        self.microcode = microcode
        self.fmc = fmc
    }

    /// Whether no part is older.
    package func isMet(by version: TCBVersion) -> Bool {
        func meets(_ part: UInt8?, _ minimum: UInt8?) -> Bool {
            guard let minimum else { return true }
            return part.map { $0 >= minimum } ?? false
        }
        return meets(version.bootloader, bootloader) && meets(version.tee, tee) && meets(version.snp, snp)
            && meets(version.microcode, microcode) && meets(version.fmc, fmc)
    }
}

extension TCBMinimum: CustomStringConvertible {
    package var description: String {
        let parts = [
            ("fmc", fmc), ("bootloader", bootloader), ("tee", tee), ("snp", snp), ("microcode", microcode),
        ]
        let demanded = parts.compactMap { name, minimum in minimum.map { "\(name) ≥ \($0)" } }
        return demanded.isEmpty ? "any version" : demanded.joined(separator: ", ")
    }
}
