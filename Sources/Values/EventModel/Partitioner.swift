/// Chooses the partition of a key as Kafka's Java client does by default.
///
/// Source: Apache Kafka, clients, `org.apache.kafka.common.utils.Utils.murmur2` and
/// `BuiltInPartitioner.partitionForKey` (murmur2 with seed 0x9747b28c; the sign bit cleared; modulo).
package enum Partitioner {
    /// Returns the partition of a key.
    ///
    /// - Parameters:
    ///   - key: The record's key.
    ///   - count: How many partitions there are; at least 1.
    /// - Returns: 0 to `count` - 1.
    package static func partition(of key: UnsafeRawBufferPointer, count: Int) -> Int32 {
        precondition(count >= 1, "a topic has a partition")
        return Int32(Int(murmur2(key) & 0x7FFF_FFFF) % count)
    }

    /// Returns the partition of a profile's key.
    package static func partition(of profile: Profile, count: Int) -> Int32 {
        var key = profile.rawValue
        return key.withUTF8 { partition(of: UnsafeRawBufferPointer($0), count: count) }
    }

    /// Returns murmur2 of the key as the Java client computes it.
    package static func murmur2(_ key: UnsafeRawBufferPointer) -> Int32 {
        let multiplier: UInt32 = 0x5BD1_E995
        var hash: UInt32 = 0x9747_B28C ^ UInt32(truncatingIfNeeded: key.count)
        var index = 0
        while index + 4 <= key.count {
            var word = UInt32(littleEndian: key.loadUnaligned(fromByteOffset: index, as: UInt32.self))
            word = word &* multiplier
            word ^= word >> 24
            word = word &* multiplier
            hash = hash &* multiplier
            hash ^= word
            index += 4
        }
        let left = key.count - index
        if left >= 3 { hash ^= UInt32(key[index + 2]) << 16 }
        if left >= 2 { hash ^= UInt32(key[index + 1]) << 8 }
        if left >= 1 {
            hash ^= UInt32(key[index])
            hash = hash &* multiplier
        }
        hash ^= hash >> 13
        hash = hash &* multiplier
        hash ^= hash >> 15
        return Int32(bitPattern: hash)
    }
}
