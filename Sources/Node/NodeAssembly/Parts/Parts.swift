/// The one list of parts.
package enum Parts {
    /// Every part of this program, in the order in which their settings are printed.
    ///
    /// The order of starting follows from the kinds and the topology, see ``PartList/starting(_:)``.
    package static let all: PartList = {
        do {
            return try PartList([
                .log, .intake, .http, .files, .socket, .syslog, .sourceTopics, .standardInput, .fileImport, .importDesk,
                .shaping,
                .spool, .sensors, .workers, .stage(PipelineStages.features), .stage(PipelineStages.scoring),
                .stage(PipelineStages.incidents), .webhook, .probes, .vault, .lag, .control, .process, .kafka, .logging,
            ])
        } catch {
            preconditionFailure("the list of parts: \(error)")
        }
    }()
}
