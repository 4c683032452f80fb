import Addresses
import Sandbox
import Testing

@Suite struct ResolverTests {
    @Test(arguments: ["127.0.0.1", "2130706433", "0x7f.1", "::ffff:127.0.0.1", "64:ff9b::7f00:1"])
    func `an address near us is known in every spelling that the resolver takes`(text: String) throws {
        #expect(try !#require(Resolver.system.addresses(text).first).isPublic)
    }

    @Test(arguments: ["1.1.1.1", "2606:4700::1111"])
    func `an address of the internet is public`(text: String) throws {
        #expect(try #require(Resolver.system.addresses(text).first).isPublic)
    }
}
