package import KafkaLog
package import LogPort
import SQLiteLog

/// What is damaged in the embedded log: the changelogs, which are small, are read; the rest as far as it is known.
package enum DamageExamination {
    /// Looks for damage.
    ///
    /// - Parameter folder: The log's folder.
    /// - Returns: What is damaged, or that nothing is.
    /// - Throws: `LogError` when it cannot be read at all.
    package static func findings(in folder: String) throws(LogError) -> [Finding] {
        let log = try ReadOnlySQLiteLog(folder: folder)
        defer { log.close() }
        let result = try log.verify(onlyCompacted: true)
        var findings = result.findings.map { Finding(.failed, "\($0)") }
        findings += result.setAside.map { damage in
            damage.remedy == nil
                ? Finding(
                    .failed,
                    "\(damage); `eyrie log rebuild` derives what can be derived, see runbooks/CorruptBatch.md"
                )
                : Finding(.ok, "\(damage)")
        }
        if findings.isEmpty {
            findings.append(
                Finding(.ok, "states of stages and doors are as they were written; `eyrie log verify` reads the rest")
            )
        }
        return findings
    }
}
