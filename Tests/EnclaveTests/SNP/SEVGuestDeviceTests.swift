import Enclave
import Evidence
import Glibc
import Testing

@Suite struct SEVGuestDeviceTests {
    private let data = (0..<64).map { UInt8($0) }

    private func part(_ change: (inout PlayedSEVGuest.Part) -> Void = { _ in }) -> PlayedSEVGuest.Part {
        var part = PlayedSEVGuest.Part { data, level in data + [UInt8(level)] + [UInt8](repeating: 9, count: 1119) }
        change(&part)
        return part
    }

    @Test func `a report and the host's table come from one request`() throws {
        let device = PlayedSEVGuest(part { $0.table = [1, 2, 3] })
        let outcome = try SEVGuestDevice(device, privilegeLevel: 2).report(committingTo: data)
        #expect(outcome.report.count == 1184)
        #expect(Array(outcome.report.prefix(65)) == data + [2])
        #expect(Array(outcome.auxiliary.prefix(4)) == [1, 2, 3, 0])
        #expect(device.requests == [0xC020_5302])
    }

    @Test(arguments: [nil, 0x4001] as [Int?])
    func `a host without a table, or with one that is too large, still gives a report`(size: Int?) throws {
        let device = PlayedSEVGuest(part { $0.table = size.map { [UInt8](repeating: 1, count: $0) } })
        let outcome = try SEVGuestDevice(device).report(committingTo: data)
        #expect(Array(outcome.report.prefix(65)) == data + [0])
        #expect(outcome.auxiliary.isEmpty)
        #expect(device.requests == [0xC020_5302, 0xC020_5300])
    }

    @Test func `what firmware and host say of a failure is passed on`() throws {
        let device = PlayedSEVGuest(part { $0.failure = EIO })
        let error = #expect(throws: EnclaveError.self) { try SEVGuestDevice(device).report(committingTo: data) }
        #expect(error?.code == .failure)
        #expect(error?.message.contains("firmware 22, host 2") == true)
    }

    @Test func `a device that may not be opened is not asked twice`() throws {
        let device = PlayedSEVGuest(part { $0.failure = EACCES })
        let error = #expect(throws: EnclaveError.self) { try SEVGuestDevice(device).report(committingTo: data) }
        #expect(error?.code == .denied)
        #expect(device.requests.count == 1)
    }

    @Test func `a status of the firmware's is a failure`() throws {
        let device = PlayedSEVGuest(part { $0.status = 0x16 })
        let error = #expect(throws: EnclaveError.self) { try SEVGuestDevice(device).report(committingTo: data) }
        #expect(error?.message.contains("status 22") == true)
    }

    @Test(arguments: [0, 3969, 4000, UInt32.max])
    func `a size that the answer has no room for is refused`(size: UInt32) throws {
        let device = PlayedSEVGuest(part { $0.statedSize = size })
        let error = #expect(throws: EnclaveError.self) { try SEVGuestDevice(device).report(committingTo: data) }
        #expect(error?.code == .malformed)
    }

    @Test func `a device that is not there, or is no device, is told before it is needed`() {
        for path in ["/nonexistent", "/etc/hostname", "/"] {
            #expect(throws: EnclaveError.self) { try SEVGuestDevice(KernelDevice(path: path)).check() }
        }
        // Every character device refuses a request that it does not know.
        let error = #expect(throws: EnclaveError.self) {
            try SEVGuestDevice(KernelDevice(path: "/dev/null")).report(committingTo: data)
        }
        #expect(error?.message.contains("Inappropriate ioctl") == true)
    }
}
