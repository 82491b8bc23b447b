package import AnomalyScoring
import EventModel
import FeatureExtraction
import JSONText
package import LogPort

/// Trains a model on the behavior vectors of a range of the log.
///
/// Partitions are read in the order of their numbers, so the same range gives the same vectors in the same order.
/// Memory is bounded by ``ModelTraining``.
package struct VectorTrainer: Sendable {
    private let log: any LogReading

    package init(log: any LogReading) {
        self.log = log
    }

    /// Reads the range and trains.
    ///
    /// - Parameters:
    ///   - start: Where to begin in each partition.
    ///   - end: Where to stop in each partition, exclusive.
    ///   - seed: Seed of every choice.
    ///   - createdBy: Who trains, for the manifest.
    ///   - note: What for, for the manifest.
    /// - Returns: The model with its manifest.
    /// - Throws: ``ModelFault`` with too few vectors, or ``LogError``.
    package func train(
        from start: LogPosition,
        to end: LogPosition,
        seed: UInt64,
        createdBy: String,
        note: String
    ) throws -> ModelBundle {
        let list = FeatureList.falco1
        var training = ModelTraining(features: list.version, featureNames: list.names, seed: seed)
        var sources: [ModelSource] = []
        let parser = JSONParser()
        let topic = Topics.vectors.name
        for partition in 0..<(try log.partitionCount(of: topic)) {
            let place = TopicPartition(topic, partition)
            let first = try log.resolve(start, in: place)
            let last = try log.resolve(end, in: place)
            guard last > first else { continue }
            try log.forEach(in: place, from: .offset(first), to: .offset(last)) { (record) throws(PayloadFault) in
                guard let value = record.value, !Control.isControl(value) else { return }
                training.offer(try parser.decode(Vector.self, from: value))
            }
            sources.append(ModelSource(topic: topic, partition: partition, from: first, to: last))
        }
        return try training.finish(
            settings: ForestSettings.standard,
            source: sources,
            createdBy: createdBy,
            note: note,
            parent: try StoredModels(log: log).active
        )
    }
}
