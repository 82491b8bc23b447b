import FalcoBridge
package import ForensicVault
package import LogPort
package import StageRuntime

/// The ledger of a whole log: doors, hops and vault together.
package enum LedgerAudit {
    /// Audits a log and, if there is one, its vault.
    ///
    /// - Parameters:
    ///   - log: The log, open for reading.
    ///   - vault: The vault; nil leaves it out.
    /// - Returns: Counts and holes.
    /// - Throws: ``LogError`` or `VaultError` when something cannot be read.
    package static func run(log: any EventLog, vault: VaultReader?) throws -> LedgerReport {
        let doors = try doors(of: log)
        let vaulted = try vault.map { vault in
            try vault.counts().reduce(Int64(0)) { $0 + Int64($1.kept) }
        }
        return try Ledger(log: log).audit(
            hops: PipelineStages.ledgerHops,
            doors: doors,
            vaulted: vaulted,
            retried: try LetterFates(log: log).retried,
            others: PipelineStages.all.map(\.wiring).filter { !PipelineStages.ledgerHops.contains($0) }
        ) { () throws(LogError) in try self.doors(of: log) }
    }

    private static func doors(of log: any EventLog) throws(LogError) -> [DoorCounts] {
        try DoorChangelog.read(log).sorted { $0.key < $1.key }.map(\.value.counts)
    }
}
