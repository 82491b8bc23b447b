import Compression
import PipelineTestKit
import Testing

struct GzipTests {
    private let message = Array(String(repeating: "Falco alert; ", count: 1_000).utf8)

    @Test("a message comes back from its member, also of members that follow each other")
    func roundTrip() throws {
        let decompressor = try GzipDecompressor()
        for part in [message, [], Array(message.prefix(1)), message] {
            #expect(try decompress(GzipMember.of(part), with: decompressor) == part)
            #expect(try decompress(GzipMember.of(part) + GzipMember.of(message), with: decompressor) == part + message)
        }
    }

    @Test("a message that fills the room fits, one byte more does not and nothing is written behind the room")
    func limit() throws {
        let decompressor = try GzipDecompressor()
        let member = GzipMember.of(message)
        #expect(try decompress(member, with: decompressor, room: message.count) == message)
        let error = #expect(throws: CompressionError.self) {
            try decompress(member, with: decompressor, room: message.count - 1)
        }
        #expect(error?.code == .tooLarge)
    }

    @Test("a bomb of 64 MiB in 64 KiB is refused with a room of 1 MiB")
    func bomb() throws {
        let bomb = GzipMember.of([UInt8](repeating: 0, count: 64 << 20))
        #expect(bomb.count < 70_000)
        let error = #expect(throws: CompressionError.self) {
            try decompress(bomb, with: GzipDecompressor(), room: 1 << 20)
        }
        #expect(error?.code == .tooLarge)
    }

    @Test("damaged and foreign bytes are errors, and the state continues after them")
    func damaged() throws {
        let member = GzipMember.of(message)
        let decompressor = try GzipDecompressor()
        var flipped = member
        flipped[member.count - 6] ^= 1
        let broken = [
            Array(member.dropLast()), Array(message.prefix(20)), [], Array(member.prefix(5)), flipped,
            member + [1, 2, 3],
        ]
        for bytes in broken {
            let error = #expect(throws: CompressionError.self) { try decompress(bytes, with: decompressor) }
            #expect(error?.code == .damaged, "\(bytes.count) bytes")
            #expect(try decompress(member, with: decompressor) == message)
        }
    }

    private func decompress(
        _ bytes: [UInt8],
        with decompressor: GzipDecompressor,
        room: Int = 1 << 20
    ) throws -> [UInt8] {
        // A canary behind the room.
        var out = [UInt8](repeating: 0xA5, count: room + 8)
        let size: Result<Int, CompressionError> = out.withUnsafeMutableBytes { target in
            bytes.withUnsafeBytes { source in
                Result { () throws(CompressionError) in
                    try decompressor.decompress(
                        source,
                        into: UnsafeMutableRawBufferPointer(rebasing: target[..<room])
                    )
                }
            }
        }
        #expect(out[room...].allSatisfy { $0 == 0xA5 })
        return Array(out[..<(try size.get())])
    }
}
