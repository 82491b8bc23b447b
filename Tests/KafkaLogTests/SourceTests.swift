import KafkaLog
import LogPort
import PipelineTestKit
import Testing

@Suite("Topics that others fill", .serialized, .enabled(if: TestCluster.isThere, "\(TestCluster.skipped)"))
struct SourceTests {
    @Test("new partitions are found, and their ends are known at once to a log that has asked before")
    func growth() throws {
        let settings = TestCluster.settings()
        let log = try KafkaLog(settings)
        try log.make("in")
        #expect(try log.currentPartitionCount(of: "in") == 1)
        #expect(try log.ends(of: [TopicPartition("in", 0)]).count == 1)
        try KafkaTopicAdmin(settings).grow("\(settings.prefix)in", to: 3)
        #expect(try log.currentPartitionCount(of: "in") == 3)
        #expect(try log.ends(of: (0..<3).map { TopicPartition("in", $0) }).count == 3)
        #expect(try log.currentPartitionCount(of: "none") == nil)
    }

    @Test("a cluster has one id, whoever asks")
    func identity() throws {
        let id = try KafkaLog(TestCluster.settings()).clusterID()
        #expect(!id.isEmpty)
        #expect(try KafkaLog(TestCluster.settings()).clusterID() == id)
    }

    @Test("a reader at the end says how far it has come, markers and what was aborted included")
    func reached() throws {
        var settings = TestCluster.settings()
        settings.readerQueueBytes = 2 << 20
        let log = try KafkaLog(settings)
        try log.make("in")
        let source = TopicPartition("in", 0)
        try log.write(["a"], to: source)
        let reader = try log.makeReader(of: source, from: .earliest, to: nil)
        defer { reader.close() }
        #expect(try reader.next(maxWaitMilliseconds: 0)?.placedRecords().map(\.offset) == [0])
        // The marker behind it has offset 1.
        #expect(try reader.next(maxWaitMilliseconds: 0) == nil)
        #expect(reader.reachedOffset == 2)
        // Nobody ends it: the brokers abort it after a second. A record at 2, a marker at 3.
        settings.transactionTimeoutMilliseconds = 1_000
        let hanging = try OpenTransaction(id: "\(settings.prefix)hanging", settings)
        try hanging.produce("half", to: settings.prefix + "in")
        #expect(try reader.next(maxWaitMilliseconds: 0) == nil)
        #expect(reader.reachedOffset == 2)
        for _ in 0..<100 where reader.reachedOffset == 2 {
            #expect(try reader.next(maxWaitMilliseconds: 200) == nil)
        }
        #expect(reader.reachedOffset == 4)
    }
}
