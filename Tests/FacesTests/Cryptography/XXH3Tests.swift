import Cryptography
import Testing

struct XXH3Tests {
    /// The answers of `xxhsum -H3` 0.8.1 (it prints the same 64 bits).
    @Test(
        "XXH3 gives the reference program's answers",
        arguments: [("", 0x2d06_8005_38d3_94c2 as UInt64), ("abc", 0x78af_5f94_892f_3950)]
    )
    func knownAnswers(message: String, checksum: UInt64) {
        #expect(XXH3.checksum(of: Array(message.utf8)) == checksum)
    }

    @Test("one flipped bit or another seed changes the checksum", arguments: [1, 100, 1_000, 20_000])
    func sensitivity(count: Int) {
        var bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0) }
        let checksum = XXH3.checksum(of: bytes)
        #expect(XXH3.checksum(of: bytes, seed: 1) != checksum)
        bytes[count / 2] ^= 0x10
        #expect(XXH3.checksum(of: bytes) != checksum)
    }
}
