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
        for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            let line = line.trimming()
            guard line.utf8.count <= Self.maximumLine else { throw Self.malformed(line: index + 1) }
            if isInArray {
                isInArray = line != "]"
            } else if line.isEmpty || line.hasPrefix("#") {
                continue
            } else if line.hasPrefix("[") {
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
        guard let equals = line.firstIndex(of: "=") else { return nil }
        return (line[..<equals].trimming(), line[line.index(after: equals)...].trimming())
    }

    private static func string(_ value: Substring) -> String? {
        guard value.count >= 2, value.hasPrefix("\""), value.hasSuffix("\"") else { return nil }
        let text = value.dropFirst().dropLast()
        return text.contains { $0 == "\"" || $0 == "\\" } ? nil : String(text)
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
        var text = self
        while let first = text.first, first == " " || first == "\t" || first == "\r" || first == "\r\n" {
            text.removeFirst()
        }
        while let last = text.last, last == " " || last == "\t" || last == "\r" || last == "\r\n" { text.removeLast() }
        return text
    }
}
