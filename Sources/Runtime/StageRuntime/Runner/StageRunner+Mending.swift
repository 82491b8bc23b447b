import Lifecycle
import LogPort

extension StageRunner {
    /// Rebuilds what was damaged and set aside, from the stage's input.
    func mend(
        _ processor: any PartitionProcessing,
        _ stage: any StageBinding,
        _ partition: Int32,
        with worker: any LogWorker,
        until stop: StopFlag
    ) throws(StageFault) -> any PartitionProcessing {
        var mender: PartitionMender?
        for writer in stages.prefix(through: stages.firstIndex { $0.wiring == stage.wiring } ?? 0) {
            mender = PartitionMender(
                log: log,
                stage: writer,
                partition: partition,
                contents: contents,
                by: member,
                logger: logger,
                upstream: mender
            )
        }
        guard let mender else { return processor }
        let isStopping = { stop.isSet }
        let mended = try mender.mend(processor, isStopping: isStopping) { transaction throws(LogError) in
            _ = try worker.commit(transaction)
        }
        guard let mended else { throw .log(stopped(stage.wiring.name)) }
        return mended
    }
}
