import Foundation
import Testing

@testable import AnomalyScoring

@Suite("Portable math")
struct PortableMathTests {
    @Test("logarithms agree with the C library to 1e-14", arguments: [1, 2, 3])
    func logarithms(seed: UInt64) {
        var random = RandomStream(seed: seed)
        for _ in 0..<2000 {
            let number = Double(random.next(below: 1 << 40) + 1) / Double(random.next(below: 1 << 20) + 1)
            let expected = log(number)
            #expect(abs(PortableMath.naturalLogarithm(number) - expected) <= 1e-14 * max(1, abs(expected)))
        }
    }

    @Test("logarithms of powers are exact to the last digits that count")
    func logarithmsOfPowers() {
        #expect(PortableMath.naturalLogarithm(1) == 0)
        #expect(abs(PortableMath.decimalLogarithm(1000) - 3) < 1e-14)
        #expect(abs(PortableMath.decimalLogarithm(0.0001) + 4) < 1e-14)
    }

    @Test("powers of two agree with the C library to 1e-14", arguments: [4, 5, 6])
    func powers(seed: UInt64) {
        var random = RandomStream(seed: seed)
        for _ in 0..<2000 {
            let exponent = Double(random.next(below: 20_000_000)) / 1_000_000 - 10
            let expected = exp2(exponent)
            #expect(abs(PortableMath.powerOfTwo(exponent) - expected) <= 1e-14 * expected)
        }
    }

    @Test("whole powers of two are exact")
    func wholePowers() {
        #expect(PortableMath.powerOfTwo(0) == 1)
        #expect(PortableMath.powerOfTwo(-1) == 0.5)
        #expect(PortableMath.powerOfTwo(10) == 1024)
    }

    @Test("the average path length has the values of the paper")
    func averagePathLength() {
        let exact = PathLengthTable(rule: .exact).lengths
        let logarithmic = PathLengthTable(rule: .logarithmic).lengths
        let unit = Double(PathLengthTable.unit)
        #expect(exact[0] == 0)
        #expect(exact[1] == 0)
        #expect(exact[2] == PathLengthTable.unit)
        // 2 (1 + 1/2) - 4/3 = 5/3, and 2 (1 + 1/2 + 1/3) - 6/4 = 13/6.
        #expect(exact[3] == Int32(65536.0 * 5 / 3 + 0.5))
        #expect(exact[4] == Int32(65536.0 * 13 / 6 + 0.5))
        // 2 (ln 2 + 0.5772156649) - 4/3 = 1.2074 (scikit-learn issue 15724).
        #expect(abs(Double(logarithmic[3]) / unit - 1.2074) < 0.0001)
        #expect(abs(Double(exact[256]) / unit - 10.2487) < 0.0001)
        #expect(abs(Double(logarithmic[256]) / unit - 10.2448) < 0.0001)
    }
}
