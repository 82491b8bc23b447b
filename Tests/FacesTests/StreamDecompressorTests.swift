import Compression
import Foundation
import PipelineTestKit
import Testing

@Suite struct StreamDecompressorTests {
    private static func decompressed(
        _ bytes: [UInt8],
        _ format: StreamDecompressor.Format,
        by step: Int
    ) throws -> (
        [UInt8], isWhole: Bool
    ) {
        let stream = try StreamDecompressor(format)
        var output: [UInt8] = []
        for start in stride(from: 0, to: bytes.count, by: step) {
            try bytes[start..<min(start + step, bytes.count)].withUnsafeBytes { piece in
                try stream.feed(piece) { output += $0 }
            }
        }
        return (output, stream.isWhole)
    }

    @Test(
        "zstd frames come out whole, however they arrive, and an end that is missing is seen",
        arguments: [1, 13, 4096]
    )
    func readsZstd(_ step: Int) throws {
        var generator = SeededGenerator(seed: 5)
        let message = (0..<700_000).map { _ in UInt8.random(in: 0..<4, using: &generator) }
        let frame = try ZstdCompressor(level: 1).compress(message)
        let two = try Self.decompressed(frame + frame, .zstd, by: step)
        #expect(two.0 == message + message)
        #expect(two.isWhole)
        #expect(try !Self.decompressed(Array(frame.dropLast(9)), .zstd, by: step).isWhole)
    }

    @Test("what is no frame is damage")
    func refusesOthers() throws {
        #expect(throws: CompressionError.self) {
            try Self.decompressed([0x28, 0xB5, 0x2F, 0xFD, 9, 9, 9, 9, 9], .zstd, by: 9)
        }
        #expect(throws: CompressionError.self) {
            try Self.decompressed([0x1F, 0x8B, 1, 1, 1, 1, 1, 1, 1, 1], .gzip, by: 9)
        }
        #expect([UInt8]("text".utf8).withUnsafeBytes { StreamDecompressor.Format(magic: $0) } == nil)
    }
}
