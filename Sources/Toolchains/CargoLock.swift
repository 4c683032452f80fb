import Bytes

/// The packages of a `Cargo.lock`.
///
/// Cargo writes the file itself, in a small part of TOML: that part is read, line by line, and everything else is an
/// error. Nothing is guessed.
package struct CargoLock: Sendable, Equatable {
    /// A package that does not come from the project itself.
    package struct Package: Sendable, Equatable {
        package var name = ""
        package var version = ""
        package var source: String?
        package var checksum: String?
    }

    /// The most packages that are read.
    package static let maximumPackages = 20_000
    /// The longest line that is read, in bytes.
    static let maximumLine = 4096

    /// The packages in the order of the file.
    package let packages: [Package]

    /// Reads the file.
    package init(_ bytes: [UInt8]) throws(PlanError) {
        guard let text = String(validating: bytes, as: UTF8.self) else { throw Self.malformed(line: 1) }
        var packages: [Package] = []
        var table = ""
        var isInArray = false
        for (index, line) in text.pieces(between: "\n").enumerated() {
            let line = line.trimming()
            guard line.utf8.count <= Self.maximumLine else { throw Self.malformed(line: index + 1) }
            if isInArray {
                isInArray = line != "]"
            } else if line.isEmpty || line.utf8.first == UInt8(ascii: "#") {
                continue
            } else if line.utf8.first == UInt8(ascii: "[") {
                table = String(line)
                if table == "[[package]]" { packages.append(Package()) }
                guard packages.count <= Self.maximumPackages else {
                    throw PlanError(.invalid, "Cargo.lock lists more than \(Self.maximumPackages) packages")
                }
            } else {
                guard let (key, value) = Self.assignment(line) else { throw Self.malformed(line: index + 1) }
                isInArray = value == "["
                guard table == "[[package]]", let text = Self.string(value) else { continue }
                Self.set(key, to: text, in: &packages[packages.count - 1])
            }
        }
        self.packages = packages
    }

    private static func malformed(line: Int) -> PlanError {
        PlanError(.invalid, "Cargo.lock: line \(line) is not what Cargo writes")
    }

    private static func assignment(_ line: Substring) -> (key: Substring, value: Substring)? {
        guard let equals = line.utf8.firstIndex(of: UInt8(ascii: "=")) else { return nil }
        return (line[..<equals].trimming(), line[line.utf8.index(after: equals)...].trimming())
    }

    private static func string(_ value: Substring) -> String? {
        guard let text = value.after(prefix: "\"")?.before(suffix: "\"") else { return nil }
        return text.utf8.contains { $0 == UInt8(ascii: "\"") || $0 == UInt8(ascii: "\\") } ? nil : String(text)
    }

    private static func set(_ key: Substring, to text: String, in package: inout Package) {
        switch key {
        case "name": package.name = text
        case "version": package.version = text
        case "source": package.source = text
        case "checksum": package.checksum = text
        default: break
        }
    }
}

extension Substring {
    fileprivate func trimming() -> Substring {
        let isBlank = { (byte: UInt8) in byte == 0x20 || byte == 0x09 || byte == 0x0D }
        var text = utf8.drop(while: isBlank)
        while let last = text.last, isBlank(last) { text.removeLast() }
        return Substring(text)
    }
}
