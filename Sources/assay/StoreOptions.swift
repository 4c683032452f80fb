import ArgumentParser
import Store

/// Which store a command works on.
struct StoreOptions: ParsableArguments {
    @Option(help: ArgumentHelp("The configuration.", valueName: "assay.yaml"))
    var config = "assay.yaml"

    /// Opens the store and turns its errors into words for people.
    func withStore<Value: Sendable>(_ body: (BuildStore) async throws -> Value) async throws -> Value {
        let (store, _) = try StoreLocation(ConfigurationFile(path: config).read()).open()
        do {
            return try await body(store)
        } catch let error as StoreError {
            throw CommandError(.refused, error.message)
        }
    }
}
