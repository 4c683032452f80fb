import GRDB

extension BuildStore {
    /// Ends the leases of holders that are known to be gone, so that nobody waits for them to run out.
    ///
    /// What they held is then taken over as after any lease that ran out. A holder that was gone by mistake loses
    /// nothing but its work: what it still writes is refused.
    package func endLeases(ofHolders isGone: @escaping @Sendable (String) -> Bool) async throws(StoreError) {
        let time = now()
        try await write("end leases") { database in
            for table in ["builds", "publications"] {
                let owners = try String.fetchAll(
                    database,
                    sql: "SELECT DISTINCT lease_owner FROM \(table) WHERE lease_owner IS NOT NULL"
                )
                for owner in owners where isGone(owner) {
                    try database.execute(
                        sql: "UPDATE \(table) SET lease_expires_at = ? WHERE lease_owner = ?",
                        arguments: [Columns.time(time), owner]
                    )
                }
            }
        }
    }
}
