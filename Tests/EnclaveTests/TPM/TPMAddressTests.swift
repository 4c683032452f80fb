import Enclave
import Testing

@Suite struct TPMAddressTests {
    @Test(
        arguments: [
            ("device:/dev/tpmrm0", .standard), ("device:/dev/tpm0", .device(path: "/dev/tpm0")),
            ("swtpm:127.0.0.1:2321", .port(2321)), ("swtpm:/run/swtpm.sock", .socket(path: "/run/swtpm.sock")),
        ] as [(String, TPMAddress)]
    )
    func `an address is read and written alike`(text: String, address: TPMAddress) {
        #expect(TPMAddress(text) == address)
        #expect(address.description == text)
    }

    @Test(
        arguments: [
            "", "device:", "device:dev/tpm0", "/dev/tpmrm0", "swtpm:", "swtpm:2321", "swtpm:127.0.0.1",
            "swtpm:127.0.0.1:", "swtpm:127.0.0.1:0", "swtpm:127.0.0.1:65536", "swtpm:127.0.0.1:+1",
            "swtpm:127.0.0.1:-1",
            "swtpm:127.0.0.1: 1", "swtpm:localhost:2321", "swtpm:10.0.0.1:2321", "tcp:127.0.0.1:2321",
            "device:/dev/tpm0\n",
        ]
    )
    func `what is no address of this machine is refused`(text: String) {
        #expect(TPMAddress(text) == nil)
    }

    @Test func `an address that is too long is refused, before the system call would cut it`() {
        #expect(TPMAddress("swtpm:/" + String(repeating: "a", count: 106)) != nil)
        #expect(TPMAddress("swtpm:/" + String(repeating: "a", count: 107)) == nil)
        #expect(TPMAddress("device:/" + String(repeating: "a", count: 4096)) == nil)
    }
}
