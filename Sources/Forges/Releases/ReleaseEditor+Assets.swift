extension ReleaseEditor {
    /// Uploads `files`, reads back what the forge holds, and returns only when that is exactly what was attested.
    ///
    /// In mode ``Mode/owned`` everything else is removed. In mode ``Mode/extending`` a file of one of our names with
    /// other contents is an error (``ForgeError/Code/alreadyExists``), thrown before anything is uploaded.
    package func place(
        _ files: [AssetFile],
        in release: Release,
        mode: Mode
    ) async throws(ForgeError) -> [ReleaseAsset] {
        var digests: [String: ContentDigest] = [:]
        var failures = 0
        while true {
            do throws(ForgeError) {
                let assets = try await client.assets(of: release, in: repository)
                try await readBack(assets, of: release, names: files.map(\.name), into: &digests)
                let plan = try AssetPlan(files: files, assets: assets, digests: digests, mode: mode)
                if plan.isDone { return plan.kept }
                // What was uploaded in an earlier round and is wrong counts as a failure, or this would go on for ever.
                if !plan.removals.isEmpty, failures >= pacing.attempts {
                    throw ForgeError(.refused, "read back assets", "the forge does not hold what was uploaded")
                }
                for asset in plan.removals {
                    try await client.delete(asset, of: release, in: repository)
                    // A directory's identifiers are names, which come back with other contents.
                    digests[asset.id] = nil
                }
                if !plan.removals.isEmpty { failures += 1 }
                for file in plan.uploads { try await upload(file, to: release) }
            } catch {
                failures += 1
                let isRace = error.code == .alreadyExists && error.operation == "upload asset"
                let temporary = isRace ? ForgeError(.unavailable, error.operation, error.message) : error
                try await pacing.wait(after: temporary, failures: failures)
            }
        }
    }

    private func readBack(
        _ assets: [ReleaseAsset],
        of release: Release,
        names: [String],
        into digests: inout [String: ContentDigest]
    ) async throws(ForgeError) {
        let names = Set(names.map { $0.lowercased() })
        for asset in assets where asset.isComplete && digests[asset.id] == nil {
            guard names.contains(asset.name.lowercased()) else { continue }
            digests[asset.id] = try await client.digest(of: asset, of: release, in: repository)
        }
    }

    private func upload(_ file: AssetFile, to release: Release) async throws(ForgeError) {
        let asset = try await client.upload(file, to: release, in: repository)
        guard asset.name == file.name else {
            try await client.delete(asset, of: release, in: repository)
            throw ForgeError(.refused, "name asset", "the forge renamed \(file.name) to another name")
        }
    }
}
