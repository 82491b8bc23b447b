import EventModel

extension IncidentReport {
    /// What the report says to people: the head, what happened, the evidence, and where to look next.
    package var document: ReportDocument {
        var blocks: [ReportDocument.Block] = [
            .heading(1, summary.title),
            .pairs(head),
            .heading(2, "What happened"),
            .table(["Time (UTC)", "Event", "Severity", "Risk", "What", "By"], timeline.map(\.row)),
            .heading(2, "Evidence"),
        ]
        if evidence.isEmpty {
            blocks.append(.paragraph("None is kept."))
        }
        for (number, item) in zip(1..., evidence) {
            blocks.append(.item(item.blocks(numbered: number)))
        }
        if !suggestions.isEmpty {
            blocks.append(.heading(2, "Where to look next"))
            blocks.append(.list(suggestions.map { .text($0) }))
        }
        return ReportDocument(
            title: "Incident: \(summary.title)",
            blocks: blocks,
            footer: Self.footer(madeAt: madeAt)
        )
    }

    private var head: [ReportDocument.Pair] {
        var pairs: [ReportDocument.Pair] = [
            .init("Incident", .code(summary.id.rawValue)),
            .init("Severity", .severity(summary.severity)),
            .init("Risk", .gauge(summary.risk, words: "\(summary.risk) of 1")),
            .init("Status", .text(summary.status)),
            .init("Profile", .code(summary.profile.rawValue)),
            .init("Entity", .code(summary.entity.rawValue)),
            .init("First evidence", .code(summary.opened.description)),
            .init("Last evidence", .code(summary.lastEvidence.description)),
            .init("Alerts", .text(alertsSentence)),
        ]
        if let closed = summary.closed {
            pairs.append(.init("Closed", .text("\(closed)" + (summary.closedBy.map { " by \($0)" } ?? ""))))
        }
        if !summary.tactics.isEmpty {
            let names = summary.tactics.map { AttackTactic(tag: $0).title }
            pairs.append(.init("ATT&CK tactics", .text(names.joined(separator: ", "))))
        }
        if !techniques.isEmpty {
            pairs.append(.init("ATT&CK techniques", .text(techniques.joined(separator: ", "))))
        }
        return pairs + models.map { .init("Model", .code($0.description)) }
    }

    private var alertsSentence: String {
        let kept = evidence.count
        return kept == summary.alerts ? "\(kept)" : "\(summary.alerts), of which \(kept) are evidence below"
    }
}

extension TimelineEntry {
    /// Time, event, severity, risk, what happened, and who did it.
    fileprivate var row: [ReportDocument.Value] {
        [
            .time(time), .text(kind.words), .severity(severity), .text(risk.description), .text(text), .text(by ?? ""),
        ]
    }
}

extension ReportedEvidence {
    fileprivate func blocks(numbered number: Int) -> [ReportDocument.Block] {
        var pairs: [ReportDocument.Pair] = [
            .init("Event time", .code(evidence.time.description)),
            .init("Priority", .severity(evidence.priority)),
            .init("Verdict", .text(decision)),
        ]
        pairs += context.map { .init($0.label, .code($0.value)) }
        pairs.append(.init("Event id", .code(evidence.event.description)))
        if let digest = received.digest {
            pairs.append(.init("SHA-256", .code(digest.description)))
        }
        if case .kept = received {
            pairs.append(.init("Received bytes", .text(received.sentence)))
        } else {
            pairs.append(.init("Received bytes", .warning(received.sentence)))
        }
        if !tags.isEmpty {
            pairs.append(.init("Tags", .codes(tags)))
        }
        var blocks: [ReportDocument.Block] = [
            .heading(3, "\(number). \(evidence.rule)"), .list(evidence.reasons.map { .text($0) }), .pairs(pairs),
        ]
        if let verdict, !verdict.contributions.isEmpty {
            blocks.append(
                .table(
                    ["Why: feature", "Value", "Usually", "Share of the score"],
                    verdict.contributions.map { contribution in
                        [
                            .code(contribution.feature), .text(contribution.value.description),
                            .text(contribution.baseline.description),
                            .gauge(contribution.share, words: ReportText.percent(contribution.share)),
                        ]
                    }
                )
            )
        }
        return blocks
    }
}
