import LogPort
import Testing

// The cache has no other face than the speed of readers: its bound can only be seen from inside.
@testable import SQLiteLog

struct TailCacheTests {
    private func batch(_ base: Int64, of partition: Int32, bytes: Int) -> RecordBatch {
        // One frame: 32 bytes of header, 1 of key, the rest of value.
        let frames = RecordFrames.of([String(repeating: "x", count: bytes - 33)])
        return RecordBatch(source: TopicPartition("a", partition), frames: frames, baseOffset: base)
    }

    @Test("the cache never holds more than its limit, and the oldest batches of all partitions leave first")
    func bound() {
        var cache = TailCache(limit: 1_000)
        for base in 0..<500 as Range<Int64> {
            cache.append(batch(base, of: 0, bytes: 100), of: 0)
            cache.append(batch(base, of: 1, bytes: 100), of: 1)
            #expect(cache.byteCount <= 1_000)
            // Two come and, once ten are there, two leave; what left is handed over once.
            #expect(cache.takeEvicted().count == (base < 5 ? 0 : 2))
        }
        // Ten batches of 100 bytes: the last five of each partition, 495 to 499.
        for partition in 0...1 {
            #expect(cache.batch(of: partition, covering: 494) == nil)
            for offset in 495..<500 as Range<Int64> {
                #expect(cache.batch(of: partition, covering: offset)?.baseOffset == offset)
            }
            #expect(cache.batch(of: partition, covering: 500) == nil)
        }
    }

    @Test("a batch larger than the limit is not kept, and what was removed counts no more")
    func removal() {
        var cache = TailCache(limit: 1_000)
        cache.append(batch(0, of: 0, bytes: 5_000), of: 0)
        #expect(cache.byteCount == 0)
        for base in 1..<9 as Range<Int64> {
            cache.append(batch(base, of: 0, bytes: 100), of: 0)
        }
        cache.remove(of: 0, before: 5)
        #expect(cache.byteCount == 400)
        #expect(cache.batch(of: 0, covering: 4) == nil)
        #expect(cache.batch(of: 0, covering: 5)?.baseOffset == 5)
        cache.remove(of: 0, before: 100)
        #expect(cache.byteCount == 0)
        cache.append(batch(100, of: 0, bytes: 100), of: 0)
        #expect(cache.batch(of: 0, covering: 100)?.baseOffset == 100)
    }

    @Test("zero keeps nothing")
    func zero() {
        var cache = TailCache(limit: 0)
        cache.append(batch(0, of: 0, bytes: 100), of: 0)
        #expect(cache.byteCount == 0 && cache.batch(of: 0, covering: 0) == nil)
    }
}
