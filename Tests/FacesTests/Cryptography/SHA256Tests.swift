import Cryptography
import Testing

struct SHA256Tests {
    /// FIPS 180-4 examples (NIST, "SHA256.pdf") and the empty message.
    @Test(
        "SHA-256 gives the known answers of FIPS 180-4",
        arguments: [
            ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
            ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
            (
                "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
                "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
            ),
        ]
    )
    func knownAnswers(message: String, hex: String) {
        #expect(SHA256.digest(of: message).hex == hex)
        #expect(SHA256.digest(of: Array(message.utf8)).bytes == Hex.bytes(of: hex))
    }

    @Test("a message in parts has the digest of the whole", arguments: [1, 3, 63, 64, 65, 1_000])
    func parts(size: Int) {
        let message = (0..<10_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        var stream = SHA256Stream()
        for start in stride(from: 0, to: message.count, by: size) {
            stream.update(Array(message[start..<min(start + size, message.count)]))
        }
        #expect(stream.digest() == SHA256.digest(of: message))
    }

    @Test("a stream continues after its digest was asked for, and a copy goes on by itself")
    func streamIsAValue() {
        var stream = SHA256Stream()
        stream.update(Array("ab".utf8))
        _ = stream.digest()
        var copy = stream
        stream.update(Array("c".utf8))
        copy.update(Array("d".utf8))
        #expect(stream.digest() == SHA256.digest(of: "abc"))
        #expect(copy.digest() == SHA256.digest(of: "abd"))
    }

    @Test("hexadecimal digits go both ways, and anything else is refused")
    func hex() {
        #expect(Hex.string(of: [0x00, 0x9A, 0xFF]) == "009aff")
        #expect(Hex.bytes(of: "009AfF") == [0x00, 0x9A, 0xFF])
        #expect(Hex.bytes(of: "") == [])
        for wrong in ["0", "0g", "00 ", "é0"] {
            #expect(Hex.bytes(of: wrong) == nil, "\(wrong)")
        }
    }
}
