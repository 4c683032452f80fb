package import StrictJSON

/// A question to a project's own tool: which executables does it build?
package struct ProductQuery: Sendable, Equatable {
    /// The tools that can be asked.
    enum Kind: Sendable { case cargo, swiftPM }

    let kind: Kind
    /// The command that prints the answer as JSON, run inside the sandbox without network.
    package let command: [String]
    /// What the provenance records in place of a pattern.
    package let summary: String

    /// The largest answer that is read, in bytes.
    package static let answerLimit = 16 << 20

    /// The patterns, relative to the project, under which the executables may lie.
    package func patterns(answer: [UInt8]) throws(JSONError) -> [String] {
        // Swift prints progress before the object; nothing that is not JSON is looked at.
        let text = answer.firstIndex(of: UInt8(ascii: "{")).map { Array(answer[$0...]) } ?? []
        let json = try JSONParser.parse(text, sizeLimit: Self.answerLimit)
        let names = kind == .cargo ? Self.cargoProducts(json) : Self.swiftProducts(json)
        return names.flatMap { name in
            switch kind {
            case .cargo: ["target/release/\(name)", "target/*/release/\(name)"]
            case .swiftPM: [".build/*/release/\(name)"]
            }
        }
    }

    /// `cargo metadata --no-deps`: binaries and C libraries of the packages that `cargo build` builds by default.
    private static func cargoProducts(_ json: JSONValue) -> [String] {
        let members = Set((json["workspace_default_members"]?.array ?? []).compactMap(\.string))
        let packages = (json["packages"]?.array ?? []).filter { package in
            members.isEmpty || package["id"]?.string.map(members.contains) == true
        }
        return packages.flatMap { $0["targets"]?.array ?? [] }.flatMap(files(ofCargoTarget:)).filter(isPlain)
    }

    private static func files(ofCargoTarget target: JSONValue) -> [String] {
        guard let name = target["name"]?.string else { return [] }
        let library = name.replacing("-", with: "_")
        return (target["kind"]?.array ?? []).compactMap(\.string).compactMap { kind in
            switch kind {
            case "bin": name
            case "cdylib": "lib\(library).so"
            case "staticlib": "lib\(library).a"
            default: nil
            }
        }
    }

    /// `swift package describe --type json`: the executable products.
    private static func swiftProducts(_ json: JSONValue) -> [String] {
        (json["products"]?.array ?? []).compactMap { product in
            guard product["type"]?.object?.names.contains("executable") == true else { return nil }
            return product["name"]?.string
        }
        .filter(isPlain)
    }

    /// A name that is one path component and no pattern.
    private static func isPlain(_ name: String) -> Bool {
        !name.isEmpty && name != "." && name != ".." && !name.utf8.contains { "/*?[]{}\\\0".utf8.contains($0) }
    }
}
