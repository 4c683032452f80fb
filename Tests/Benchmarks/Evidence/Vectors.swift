import Bytes
import Foundation
import StrictJSON

/// The folder of real evidence.
struct Vectors {
    let folder: String

    func bytes(_ path: String) throws -> [UInt8] {
        Array(try Data(contentsOf: URL(fileURLWithPath: "\(folder)/\(path)")))
    }

    func json(_ path: String) throws -> JSONValue { try JSONParser.parse(bytes(path)) }

    func base64(_ path: String) throws -> JSONValue { .string(try bytes(path).base64) }

    func hexadecimal(_ path: String) throws -> JSONValue { .string(try bytes(path).hexadecimal) }

    func write(_ json: JSONValue, to path: String) throws {
        try Data(json.serialized()).write(to: URL(fileURLWithPath: path))
    }
}
