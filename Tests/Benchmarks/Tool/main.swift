import Glibc

// The measuring instruments of `make bench`, in one program that needs nothing but OpenSSL:
//
//   load PORT PATH SECRET COUNT CONNECTIONS        signed deliveries; prints rate p50 p99 and how many were accepted
//   time RUNS SCRATCH -- COMMAND… -- COMMAND…      whole processes in turns; prints median min max ratio of each
//   stages COMMAND…                                when the lines of standard error that begin with ==> came
//   free-port                                      a port that nobody listens on
//   git-server FOLDER                              git http-backend on loopback; prints its port

/// Ends the program with a message.
func fail(_ message: String) -> Never {
    fputs("bench: \(message)\n", stderr)
    exit(1)
}

/// Seconds of the monotonic clock.
func now() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
}

/// A number with six decimals, without Foundation.
func decimal(_ value: Double) -> String {
    let micros = Int((value * 1e6).rounded())
    let fraction = String(micros % 1_000_000)
    return "\(micros / 1_000_000)." + String(repeating: "0", count: 6 - fraction.count) + fraction
}

/// The value below which a share of the sorted values lies.
func quantile(_ share: Double, of sorted: [Double]) -> Double {
    sorted.isEmpty ? 0 : sorted[min(sorted.count - 1, Int(Double(sorted.count) * share))]
}

/// The middle of the values.
func median(_ values: [Double]) -> Double {
    let sorted = values.sorted()
    let half = sorted.count / 2
    return sorted.count % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2
}

setvbuf(stdout, nil, Int32(_IOLBF), 0)
let arguments = CommandLine.arguments.dropFirst()
let rest = Array(arguments.dropFirst())
switch arguments.first {
case "load" where rest.count == 5:
    guard let port = UInt16(rest[0]), let count = Int(rest[3]), let connections = Int(rest[4]) else {
        fail("load takes numbers")
    }
    Load(port: port, path: rest[1], secret: rest[2], count: count, connections: connections).run()
case "time" where rest.count > 3:
    guard let runs = Int(rest[0]) else { fail("time takes a number of runs") }
    Timing(runs: runs, scratch: rest[1], commands: rest.dropFirst(2).split(separator: "--").map(Array.init)).run()
case "stages" where !rest.isEmpty: Stages(command: rest).run()
case "free-port": print(Socket.listen().port)
case "git-server" where rest.count == 1: GitServer(root: rest[0]).run()
default: fail("load | time | stages | free-port | git-server")
}
