import Database
import Foundation
import Glibc
import LogPort
import SQLiteLog
import Testing

struct SQLiteLogTests {
    @Test("what was committed is there after the log was opened again, with offsets that go on")
    func reopen() throws {
        let folder = try LogFolder()
        do {
            let log = try folder.open()
            try log.create([.kept("a", partitions: 2), .compacted("b")])
            let producer = try log.makeProducer(id: "p")
            #expect(try producer.append(["0", "1"], to: "a") == 0)
            #expect(try producer.append(["x"], to: "a", 1) == 0)
            #expect(try producer.append(["2"], to: "a") == 2)
            log.close()
            #expect(throws: LogError.self) { try producer.append(["late"], to: "a") }
        }
        let log = try folder.open()
        #expect(try log.topics() == [.kept("a", partitions: 2), .compacted("b")])
        #expect(try log.values(of: "a") == ["0", "1", "2"])
        #expect(try log.values(of: "a", 1) == ["x"])
        #expect(try log.makeProducer(id: "p").append(["3"], to: "a") == 3)
        #expect(try log.values(of: "a", from: .offset(1)) == ["1", "2", "3"])
    }

    @Test("a folder has one owner, and the error of a second one contains its process id")
    func lock() throws {
        let folder = try LogFolder()
        let log = try folder.open()
        let error = #expect(throws: LogError.self) { _ = try folder.open() }
        #expect(error?.code == .unusable && error?.remedy == .stop)
        #expect(error?.message.contains("process \(ProcessInfo.processInfo.processIdentifier) owns it") == true)
        log.close()
        #expect(try folder.open().topics() == [])
    }

    @Test("a closed log's folder is free although a process that is being spawned still has copies of its files")
    func copiedDescriptors() throws {
        let folder = try LogFolder()
        let log = try folder.open()
        let open = try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").compactMap { Int32($0) }
        let name = "\(URL(fileURLWithPath: folder.path).lastPathComponent)/eyrie.lock"
        let copies = open.filter { descriptor in
            let target = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/fd/\(descriptor)")
            return target?.hasSuffix(name) ?? false
        }.map { dup($0) }
        defer {
            for copy in copies {
                Glibc.close(copy)
            }
        }
        #expect(copies.count == 1)
        log.close()
        #expect(try folder.open().topics() == [])
    }

    @Test("a reader beside the owner sees commits as they are made, and has no way to write")
    func readOnly() throws {
        let folder = try LogFolder()
        let log = try folder.open()
        try log.create([.kept("a")])
        let producer = try log.makeProducer(id: "p")
        try producer.append(["0"], to: "a")
        let other = try ReadOnlySQLiteLog(folder: folder.path)
        #expect(try other.values(of: "a") == ["0"])
        let tail = try other.makeReader(of: TopicPartition("a", 0), from: .latest, to: nil)
        #expect(try tail.next(maxWaitMilliseconds: 0) == nil)
        try producer.append(["1"], to: "a")
        let batch = try #require(try tail.next(maxWaitMilliseconds: 5_000))
        #expect(batch.records == [TestRecord(offset: 1, key: "k", value: "1", time: 1_000)])
        let anything: AnyObject = other
        #expect(!(anything is any LogWriting) && !(anything is any LogJoining) && !(anything is any LogKeeping))
        log.close()
        #expect(try other.values(of: "a") == ["0", "1"])
        #expect(try ReadOnlySQLiteLog(folder: folder.path).values(of: "a") == ["0", "1"])
    }

    @Test("a missing log, a file of another program and an unknown version are refused in one clear line")
    func refusals() throws {
        let folder = try LogFolder()
        let missing = #expect(throws: LogError.self) { _ = try ReadOnlySQLiteLog(folder: folder.path) }
        #expect(missing?.message.contains("there is no eyrie.log") == true)

        try String(repeating: "notes of somebody ", count: 100)
            .write(toFile: folder.file, atomically: true, encoding: .utf8)
        for open in [{ _ = try folder.open() }, { _ = try ReadOnlySQLiteLog(folder: folder.path) }] {
            let foreign = #expect(throws: LogError.self) { try open() }
            #expect(foreign?.code == .unusable)
            #expect(foreign?.message == "this file belongs to another program; choose another folder")
        }
        try FileManager.default.removeItem(atPath: folder.file)
        try Database(path: folder.file, access: .create).run("CREATE TABLE notes (text TEXT)")
        let database = #expect(throws: LogError.self) { _ = try folder.open() }
        #expect(database?.message == "this file belongs to another program; choose another folder")
        try FileManager.default.removeItem(atPath: folder.file)

        try folder.open().close()
        try Database(path: folder.file, access: .readWrite).run("PRAGMA user_version = 7")
        let version = #expect(throws: LogError.self) { _ = try folder.open() }
        #expect(version?.code == .unusable)
        #expect(version?.message.contains("format version 7 and this program knows version 1") == true)
    }

    @Test("a batch larger than the limit is refused before anything is written")
    func largeBatch() throws {
        let folder = try LogFolder()
        let log = try folder.open()
        try log.create([.kept("a")])
        let producer = try log.makeProducer(id: "p")
        let frames = RecordFrames.of([String(repeating: "x", count: 64 << 20)])
        let append = LogTransaction.Append(TopicPartition("a", 0), frames)
        let error = #expect(throws: LogError.self) { _ = try producer.commit(LogTransaction(appends: [append])) }
        #expect(error?.code == .unusable)
        #expect(try log.resolve(.latest, in: TopicPartition("a", 0)) == 0)
    }

    @Test("records that left memory come from the file, in order and as they were", arguments: [0, 2_000, 1 << 20])
    func tailAndFile(tailBytes: Int) throws {
        let folder = try LogFolder()
        let log = try folder.open { $0.tailCacheBytes = tailBytes }
        try log.create([.kept("a")])
        let producer = try log.makeProducer(id: "p")
        var expected: [String] = []
        for batch in 0..<300 {
            let values = (0..<(batch % 5 + 1)).map { "record \(batch).\($0)" }
            expected += values
            try producer.append(values, to: "a", time: Int64(batch))
        }
        #expect(try log.values(of: "a") == expected)
        for start in stride(from: 0, to: expected.count, by: 37) {
            #expect(try log.values(of: "a", from: .offset(Int64(start))) == Array(expected[start...]))
        }
    }

    @Test("a time is found, also when times go back and when batches before it were removed")
    func times() throws {
        let folder = try LogFolder()
        let log = try folder.open { $0.tailCacheBytes = 0 }
        try log.create([.kept("a", milliseconds: 100)])
        let producer = try log.makeProducer(id: "p")
        let times: [Int64] = [10, 20, 90, 30, 40, 90, 95, 60, 120]
        for time in times {
            try producer.append(["\(time)"], to: "a", time: time)
        }
        let partition = TopicPartition("a", 0)
        func check(from start: Int) throws {
            for time in Int64(0)...130 {
                // The definition, word by word: the first record with a timestamp at or after the time.
                let first = times.indices.first { $0 >= start && times[$0] >= time } ?? times.count
                #expect(try log.resolve(.time(milliseconds: time), in: partition) == Int64(first), "\(time)")
            }
        }
        try check(from: 0)
        // At 150 what is older than 50 may go: 10 and 20, then 90 stays and keeps everything behind it.
        try log.maintain(nowMilliseconds: 150)
        try check(from: 2)
        // At 191 the limit is 91: 90, 30, 40, 90 go, 95 stays.
        try log.maintain(nowMilliseconds: 191)
        try check(from: 6)
        #expect(try log.resolve(.earliest, in: partition) == 6)
    }
}
