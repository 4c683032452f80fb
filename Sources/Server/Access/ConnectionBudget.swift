import Addresses
import Synchronization

/// Counts connections by the address that they come from, so that no one client can hold them all.
final class ConnectionBudget: Sendable {
    /// What becomes of a new connection.
    enum Verdict: Equatable {
        case accepted
        /// It is told to come back later.
        case refused
        /// It is closed without a word, since too many are being told already.
        case dropped
    }

    /// Whose connections are counted together.
    ///
    /// A client with IPv6 has a network of 64 bits to itself and as many addresses as it likes.
    struct Origin: Hashable, Sendable {
        private let prefix: [UInt8]

        init(_ address: IPAddress) {
            prefix = address.bytes.count == 4 ? address.bytes : Array(address.bytes.prefix(8))
        }
    }

    /// The most connections of one origin that are being refused at a time.
    private static let refusals = 8

    private struct Count {
        var accepted = 0
        var refused = 0
    }

    private let limit: Int
    private let exempt: [AddressRange]
    private let counts = Mutex<[Origin: Count]>([:])

    init(limit: Int, exempt: [AddressRange]) {
        self.limit = limit
        self.exempt = exempt
    }

    /// Whose count a connection from `address` goes on, or `nil` where it is not counted.
    func origin(_ address: IPAddress) -> Origin? {
        exempt.contains { $0.contains(address) } ? nil : Origin(address)
    }

    /// Counts a new connection; whatever is not dropped has to be given back.
    func open(_ origin: Origin) -> Verdict {
        counts.withLock { counts in
            var count = counts[origin, default: Count()]
            defer { counts[origin] = count }
            if count.accepted < limit {
                count.accepted += 1
                return .accepted
            }
            guard count.refused < Self.refusals else { return .dropped }
            count.refused += 1
            return .refused
        }
    }

    /// Counts the end of a connection.
    func close(_ origin: Origin, _ verdict: Verdict) {
        counts.withLock { counts in
            guard var count = counts[origin] else { return }
            switch verdict {
            case .accepted: count.accepted -= 1
            case .refused: count.refused -= 1
            case .dropped: return
            }
            counts[origin] = count.accepted + count.refused > 0 ? count : nil
        }
    }
}
