import Database
import EventModel

extension VaultWriter {
    /// What is kept of a record, as the column `state` has it; the larger replaces the smaller.
    private enum Keeping: Int64 {
        case gone = 0
        case unreadable = 1
        case mismatched = 2
        case kept = 3
    }

    /// Stores what is kept of the evidence, then the evidence that refers to it.
    func put(_ evidence: Evidence, of entry: VaultEntry) throws(DatabaseError) {
        let id = evidence.event.withBytes { Array($0) }
        try putAlertRow(entry, id, evidence)
        try putVerdictRow(entry, id, evidence)
        putEvidence.bind(1, entry.event.id.rawValue)
        putEvidence.bind(2, id)
        putEvidence.bind(3, Int64(entry.partition))
        putEvidence.bind(4, evidence.time.nanoseconds)
        putEvidence.bind(5, evidence.receivedMilliseconds)
        putEvidence.bind(6, evidence.rule)
        putEvidence.bind(7, Int64(evidence.priority.rawValue))
        if let score = evidence.score {
            putEvidence.bind(8, Int64(score.thousandths))
        } else {
            putEvidence.bindNull(8)
        }
        putEvidence.bind(9, evidence.isAnomalous ? 1 : 0)
        for field in VaultSQL.factColumns {
            putEvidence.bind(10 + Int(field.rawValue), evidence.facts[field])
        }
        putEvidence.bind(10 + VaultSQL.factColumns.count, evidence.encoded)
        try putEvidence.run()
    }

    private func putAlertRow(
        _ entry: VaultEntry,
        _ id: [UInt8],
        _ evidence: Evidence
    ) throws(DatabaseError) {
        putAlert.bind(1, id)
        putAlert.bind(2, Int64(entry.partition))
        putAlert.bind(3, evidence.receivedMilliseconds)
        switch entry.alert {
        case .envelope(let envelope, let digest):
            let isRight = digest == envelope.digest && envelope.id == evidence.event
            let ordinal = isRight ? envelope.occurrence.map { Int64(clamping: $0.ordinal) } : nil
            putAlert.bind(4, (isRight && ordinal == nil ? Keeping.kept : .mismatched).rawValue)
            putAlert.bind(5, digest.withBytes { Array($0) })
            putAlert.bind(6, envelope.received)
            putAlert.bind(7, envelope.door)
            putAlert.bind(8, envelope.sender)
            putAlert.bind(9, envelope.alert.string(.k8sNsName) ?? envelope.alert.string(.k8smetaNsName))
            putAlert.bind(10, envelope.alert.string(.k8sPodName) ?? envelope.alert.string(.k8smetaPodName))
            if let ordinal {
                putAlert.bind(11, ordinal)
            }
        case .unreadable(let value, let digest):
            putAlert.bind(4, Keeping.unreadable.rawValue)
            putAlert.bind(5, digest.withBytes { Array($0) })
            putAlert.bind(6, value)
        case .gone:
            putAlert.bind(4, Keeping.gone.rawValue)
        }
        try putAlert.run()
    }

    private func putVerdictRow(
        _ entry: VaultEntry,
        _ id: [UInt8],
        _ evidence: Evidence
    ) throws(DatabaseError) {
        putVerdict.bind(1, id)
        putVerdict.bind(2, Int64(entry.partition))
        putVerdict.bind(3, evidence.receivedMilliseconds)
        switch entry.verdict {
        case .verdict(let verdict, let value):
            putVerdict.bind(4, Keeping.kept.rawValue)
            putVerdict.bind(5, verdict.state.rawValue)
            if let model = verdict.model {
                putVerdict.bind(6, model.withBytes { Array($0) })
            }
            putVerdict.bind(7, value)
        case .unreadable(let value):
            putVerdict.bind(4, Keeping.unreadable.rawValue)
            putVerdict.bind(7, value)
        case .gone:
            putVerdict.bind(4, Keeping.gone.rawValue)
        }
        try putVerdict.run()
    }
}
