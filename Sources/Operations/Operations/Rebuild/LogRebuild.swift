import EventModel
package import LogPort
package import StageRuntime
package import Telemetry

/// Finds every damaged batch of a log that this process owns, sets it aside, and rebuilds what can be derived.
///
/// Derived are the states, vectors, verdicts and incidents of the stages. What came from outside (alerts, sensors), what
/// people decided (audit, models) and what was told (deliveries, dead letters) cannot be: it is named as lost.
package struct LogRebuild {
    private let log: any LogReading & LogWriting
    private let stages: [any StageBinding]
    private let by: String
    private let logger: Logger

    /// Prepares a rebuild.
    ///
    /// - Parameters:
    ///   - log: The log; it sets aside what it finds damaged.
    ///   - stages: In the order of the data.
    ///   - by: Who wants it, as control records say.
    ///   - logger: Is told what was done.
    package init(log: any LogReading & LogWriting, stages: [any StageBinding], by: String, logger: Logger) {
        self.log = log
        self.stages = stages
        self.by = by
        self.logger = logger
    }

    /// Reads every record, so that all damage is known and set aside.
    ///
    /// - Returns: How many records were read.
    /// - Throws: ``LogError``.
    package func readAll() throws(LogError) -> Int {
        var records = 0
        for topic in try log.topics() {
            for number in 0..<topic.partitions {
                let reader = try log.makeReader(
                    of: TopicPartition(topic.name, number),
                    from: .earliest,
                    to: .latest
                )
                defer { reader.close() }
                while let batch = try reader.next(maxWaitMilliseconds: 0) {
                    records += batch.frames.count
                }
            }
        }
        return records
    }

    /// Rebuilds what follows from what is there, the first stage first.
    ///
    /// - Throws: `StageFault` when the input cannot be read or a model is missing.
    package func rebuild() throws {
        let producer = try log.makeProducer(id: LogOperations.producerID)
        defer { producer.close() }
        let contents = ModelTopicContents(log: log, topic: Topics.models.name)
        for stage in stages {
            for number in 0..<(try log.partitionCount(of: stage.wiring.input)) {
                let mender = PartitionMender(
                    log: log,
                    stage: stage,
                    partition: number,
                    contents: contents,
                    by: by,
                    logger: logger
                )
                guard let mender else { continue }
                let restored = try restored(stage, number, contents)
                _ = try mender.mend(restored) { transaction throws(LogError) in
                    _ = try producer.commit(transaction)
                }
            }
        }
    }

    /// What is left of a state; an empty one when nothing of it can be used.
    private func restored(
        _ stage: any StageBinding,
        _ partition: Int32,
        _ contents: any ContentSource
    ) throws -> any PartitionProcessing {
        let processor = stage.makeProcessor(partition: partition, contents: contents)
        let changelog = TopicPartition(stage.wiring.changelog, partition)
        let reader = try log.makeReader(of: changelog, from: .earliest, to: .latest)
        defer { reader.close() }
        while let batch = try reader.next(maxWaitMilliseconds: 0) {
            try processor.restore(batch)
        }
        try processor.finishRestore()
        return processor
    }
}
