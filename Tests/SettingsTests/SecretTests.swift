import Files
import Glibc
import Settings
import TestSupport
import Testing

@Suite(.scratchDirectory)
struct SecretTests {
    private func file(_ contents: String, mode: UInt32 = 0o600) throws -> SecretReference {
        let path = try ScratchDirectory.current.write(contents, to: "secret")
        chmod(path, mode)
        return .file(path: path)
    }

    @Test(arguments: ["s3cr3t", "s3cr3t\n", "s3cr3t\r\n"])
    func `a secret's file is read without its line break`(contents: String) throws {
        let secret = try file(contents).resolve(environment: [:])
        #expect(secret == Secret(Array("s3cr3t".utf8)))
        #expect(secret.withToken { $0 } == "s3cr3t")
    }

    @Test func `an empty, missing, special or public file is refused`() throws {
        #expect(throws: SettingsError.self) { _ = try file("").resolve(environment: [:]) }
        #expect(throws: SettingsError.self) { _ = try file("\n").resolve(environment: [:]) }
        #expect(throws: SettingsError.self) { _ = try file("x", mode: 0o644).resolve(environment: [:]) }
        #expect(throws: SettingsError.self) { _ = try file("x", mode: 0o602).resolve(environment: [:]) }
        let missing = SecretReference.file(path: ScratchDirectory.current.path("none"))
        #expect(throws: SettingsError.self) { _ = try missing.resolve(environment: [:]) }
        let folder = SecretReference.file(path: ScratchDirectory.current.path)
        #expect(throws: SettingsError.self) { _ = try folder.resolve(environment: [:]) }
        let large = try file(String(repeating: "x", count: SecretReference.sizeLimit + 1))
        #expect(throws: SettingsError.self) { _ = try large.resolve(environment: [:]) }
    }

    @Test func `a secret behind a link is read`() throws {
        guard case .file(let path) = try file("s3cr3t") else { return }
        symlink(path, ScratchDirectory.current.path("link"))
        let reference = SecretReference.file(path: ScratchDirectory.current.path("link"))
        #expect(try reference.resolve(environment: [:]) == Secret(Array("s3cr3t".utf8)))
    }

    @Test func `a variable that is not set or empty is refused`() throws {
        let reference = SecretReference.environment(name: "NAME")
        #expect(try reference.resolve(environment: ["NAME": "x"]) == Secret([0x78]))
        #expect(throws: SettingsError.self) { _ = try reference.resolve(environment: [:]) }
        #expect(throws: SettingsError.self) { _ = try reference.resolve(environment: ["NAME": ""]) }
    }

    @Test func `no way of printing shows a secret`() throws {
        let secret = try #require(Secret(Array("hunter2".utf8)))
        var dumped = ""
        dump([secret], to: &dumped)
        for text in ["\(secret)", String(reflecting: secret), "\([secret])", "\(Optional(secret) as Any)", dumped] {
            #expect(!text.contains("hunter2") && !text.contains("104"))
        }
        #expect(Secret(Array("a b".utf8))?.withToken { $0 } == nil)
        #expect(Secret([]) == nil)
    }
}
