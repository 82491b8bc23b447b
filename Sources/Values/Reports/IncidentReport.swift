package import EventModel

/// The content of a report of one incident.
package struct IncidentReport: Report {
    package var summary: IncidentSummary
    /// What happened, in order.
    package var timeline: [TimelineEntry]
    /// The alerts, by event time and then by id.
    package var evidence: [ReportedEvidence]
    /// When the report was made; nil leaves it out, for reports that are compared.
    package var madeAt: Timestamp?

    package init(
        summary: IncidentSummary,
        timeline: [TimelineEntry],
        evidence: [ReportedEvidence],
        madeAt: Timestamp?
    ) {
        self.summary = summary
        self.timeline = timeline
        self.evidence = evidence
        self.madeAt = madeAt
    }

    /// The models that scored the evidence, each once, in order of appearance.
    package var models: [Digest] {
        var models: [Digest] = []
        for item in evidence {
            if let model = item.verdict?.model, !models.contains(model) {
                models.append(model)
            }
        }
        return models
    }

    /// What an analyst may look at, each once, in order of appearance.
    package var suggestions: [String] {
        var suggestions: [String] = []
        for item in evidence {
            for suggestion in item.verdict?.suggestions ?? [] where !suggestions.contains(suggestion) {
                suggestions.append(suggestion)
            }
        }
        return suggestions
    }

    /// The ATT&CK techniques of the evidence's tags, each once, in order of appearance.
    package var techniques: [String] {
        var techniques: [String] = []
        for item in evidence {
            for tag in item.tags {
                if let technique = AttackTechnique.id(of: tag), !techniques.contains(technique) {
                    techniques.append(technique)
                }
            }
        }
        return techniques
    }
}
