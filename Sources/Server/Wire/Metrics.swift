import Builds
import Synchronization

/// Counters of this process, in the text format of Prometheus.
final class ServerMetrics: Sendable {
    private let counters = Mutex<[String: Int]>([:])

    /// Counts an event; names are ours, never a client's, so there are few of them.
    func count(_ name: String) {
        counters.withLock { $0[name, default: 0] += 1 }
    }

    /// All counters, and how many builds there are of each status.
    func text(builds: [BuildStatus: Int]) -> String {
        var lines = ["# HELP assay_builds Builds in the store by status.", "# TYPE assay_builds gauge"]
        for status in BuildStatus.allCases {
            lines.append("assay_builds{status=\"\(status.rawValue)\"} \(builds[status] ?? 0)")
        }
        lines += ["# HELP assay_events_total Events of this process by kind.", "# TYPE assay_events_total counter"]
        for (name, value) in counters.withLock({ $0.sorted { $0.key < $1.key } }) {
            lines.append("assay_events_total{kind=\"\(name)\"} \(value)")
        }
        return lines.joined(separator: "\n") + "\n"
    }
}
