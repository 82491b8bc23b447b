import Compression
import Testing

struct ZstdTests {
    private let message = Array(String(repeating: "Falco alert; ", count: 1_000).utf8)

    @Test("a message comes back from its frame at every kind of level", arguments: [-5, 1, 3, 9])
    func roundTrip(level: Int) throws {
        let compressor = try ZstdCompressor(level: level)
        let decompressor = try ZstdDecompressor()
        for part in [message, [], Array(message.prefix(1)), message] {
            let frame = try compressor.compress(part)
            #expect(try decompressor.decompress(frame, limit: message.count) == part)
        }
        #expect(try compressor.compress(message).count < message.count / 10)
    }

    @Test("a frame that claims more than the limit is refused before it is read")
    func limit() throws {
        let frame = try ZstdCompressor(level: 1).compress(message)
        let decompressor = try ZstdDecompressor()
        let error = #expect(throws: CompressionError.self) {
            try decompressor.decompress(frame, limit: message.count - 1)
        }
        #expect(error?.code == .tooLarge)
    }

    @Test("a message of another size than expected is an error")
    func wrongSize() throws {
        let frame = try ZstdCompressor(level: 1).compress(message)
        let decompressor = try ZstdDecompressor()
        #expect(try decompressor.decompress(frame, size: message.count) == message)
        for (size, code) in [(message.count - 1, CompressionError.Code.tooLarge), (message.count + 1, .damaged)] {
            let error = #expect(throws: CompressionError.self) { try decompressor.decompress(frame, size: size) }
            #expect(error?.code == code)
        }
    }

    @Test("damaged and foreign bytes are errors")
    func damaged() throws {
        let frame = try ZstdCompressor(level: 1).compress(message)
        let decompressor = try ZstdDecompressor()
        for bytes in [Array(frame.dropLast()), Array(message.prefix(20)), []] {
            let error = #expect(throws: CompressionError.self) {
                try decompressor.decompress(bytes, limit: 1 << 20)
            }
            #expect(error?.code == .damaged)
        }
    }
}
