package import Builds
import StrictJSON

package import struct FoundationEssentials.Date

/// One run of the builder.
package struct Invocation: Equatable, Sendable {
    /// The build's identifier, made in the enclave.
    package let id: BuildID
    /// When it began, by the builder's own clock; whole seconds.
    package let startedOn: Date
    /// When its artifacts were collected, by the builder's own clock; whole seconds.
    package let finishedOn: Date

    /// Describes a run; fractions of a second are dropped.
    package init(id: BuildID, startedOn: Date, finishedOn: Date) {
        self.id = id
        self.startedOn = Self.wholeSeconds(startedOn)
        self.finishedOn = Self.wholeSeconds(finishedOn)
    }

    private static func wholeSeconds(_ date: Date) -> Date {
        Date(timeIntervalSince1970: date.timeIntervalSince1970.rounded(.down))
    }

    init(json: JSONValue, at path: String) throws(JSONError) {
        var reader = try ObjectReader(json, at: path)
        id = try reader.parsed("invocationId", at: path, "a build identifier") { BuildID($0) }
        startedOn = try reader.time("startedOn", at: path)
        finishedOn = try reader.time("finishedOn", at: path)
        try reader.finish()
    }

    var json: JSONValue {
        [
            "invocationId": .string(id.description), "startedOn": .string(startedOn.rfc3339),
            "finishedOn": .string(finishedOn.rfc3339),
        ]
    }
}
