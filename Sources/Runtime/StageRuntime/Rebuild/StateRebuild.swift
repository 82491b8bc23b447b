package import LogPort

/// Decides a range of a stage's input again for the state that it leaves behind.
package enum StateRebuild {
    /// Runs the range through a processor without state.
    ///
    /// - Parameters:
    ///   - processor: A new one.
    ///   - regime: The regime at the beginning of the range, as JSON; empty for the initial one.
    ///   - log: Where the input is read.
    ///   - range: Offsets of the input.
    ///   - isStopping: Asked after each batch.
    ///   - observe: Sees what is written to the stage's output, in order.
    /// - Returns: Whether it came to the end.
    /// - Throws: ``StageFault`` when the input cannot be read or a model is missing.
    package static func run(
        _ processor: any PartitionProcessing,
        underRegime regime: [UInt8],
        from log: any LogReading,
        _ range: Range<Int64>,
        isStopping: () -> Bool = { false },
        observe: (RecordFrames) -> Void = { _ in }
    ) throws(StageFault) -> Bool {
        if !regime.isEmpty {
            try processor.begin(underRegime: regime)
        }
        let wiring = processor.wiring
        let input = TopicPartition(wiring.input, processor.partition)
        let reader = try logCall { () throws(LogError) in
            try log.makeReader(of: input, from: .offset(range.lowerBound), to: .offset(range.upperBound))
        }
        defer { reader.close() }
        while let batch = try logCall({ () throws(LogError) in try reader.next(maxWaitMilliseconds: 0) }) {
            try processor.process(batch)
            for append in processor.takeOutputs() where append.target.topic == wiring.output {
                observe(append.frames)
            }
            if isStopping() {
                return false
            }
        }
        return true
    }
}
