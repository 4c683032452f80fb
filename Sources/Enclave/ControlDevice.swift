import Glibc

/// A device that is asked with `ioctl(2)`, as the kernel serves it or a stand-in plays it.
package protocol ControlDevice: Sendable {
    /// What messages call it.
    var name: String { get }

    /// Fails where the device cannot be opened. Asks it for nothing.
    func check() throws(EnclaveError)

    /// Hands a structure to the device, which may change it and whatever the addresses in it point to.
    ///
    /// - Returns: 0, or the number of the error.
    func control(_ request: UInt, _ argument: UnsafeMutableRawPointer) -> Int32
}

/// The request numbers of `ioctl(2)` (asm-generic/ioctl.h).
enum ControlRequest {
    /// `_IOWR`: a structure of `size` bytes goes in and comes back.
    static func readWrite(_ type: UInt8, _ number: UInt8, size: Int) -> UInt {
        3 << 30 | UInt(size) << 16 | UInt(type) << 8 | UInt(number)
    }
}

/// Structures of the kernel's ABI as bytes, little-endian as on every machine that has these devices.
struct ControlBytes {
    var bytes: [UInt8]

    init(size: Int) { bytes = [UInt8](repeating: 0, count: size) }

    mutating func put(_ value: some FixedWidthInteger, at offset: Int) {
        withUnsafeBytes(of: value.littleEndian) { bytes.replaceSubrange(offset..<(offset + $0.count), with: $0) }
    }

    mutating func put(_ value: [UInt8], at offset: Int) {
        bytes.replaceSubrange(offset..<(offset + value.count), with: value)
    }

    mutating func put(addressOf buffer: UnsafeMutableRawBufferPointer, at offset: Int) {
        put(UInt64(UInt(bitPattern: buffer.baseAddress)), at: offset)
    }

    func value<Value: FixedWidthInteger>(at offset: Int, as: Value.Type = Value.self) -> Value {
        bytes.withUnsafeBytes { Value(littleEndian: $0.loadUnaligned(fromByteOffset: offset, as: Value.self)) }
    }

    /// Hands these bytes to a device.
    mutating func control(_ device: any ControlDevice, _ request: UInt) -> Int32 {
        bytes.withUnsafeMutableBytes { buffer in
            guard let start = buffer.baseAddress else { return EINVAL }
            return device.control(request, start)
        }
    }
}
