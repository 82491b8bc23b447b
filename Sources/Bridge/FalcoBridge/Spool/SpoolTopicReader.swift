import LogPort

/// Reads the records of one topic that are in a spool, forwarded or not; offsets are the spool's, of the first in a batch.
final class SpoolTopicReader: LogReader {
    private let reader: any LogReader
    private let partition: TopicPartition

    init(_ reader: any LogReader, of partition: TopicPartition) {
        self.reader = reader
        self.partition = partition
    }

    func next(maxWaitMilliseconds: Int) throws(LogError) -> RecordBatch? {
        while let batch = try reader.next(maxWaitMilliseconds: maxWaitMilliseconds) {
            var builder = RecordBatchBuilder()
            batch.visit { record in
                guard let header = record.header(SpoolTopics.destination),
                    header.elementsEqual(partition.topic.utf8)
                else { return }
                builder.append(
                    key: record.key,
                    headers: RecordHeaders.behindFirst(record.headers),
                    value: record.value,
                    timestampMilliseconds: record.timestampMilliseconds
                )
            }
            if let frames = builder.seal() {
                return RecordBatch(source: partition, frames: frames, baseOffset: batch.baseOffset)
            }
        }
        return nil
    }

    func close() {
        reader.close()
    }
}
