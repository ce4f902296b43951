/* The two-branch network by hand, K at compile time. Inner loops run along rows, so that the
   compiler can vectorise all but the dot products. */

#include <math.h>
#include <string.h>

typedef double Vector[K];
typedef Vector Matrix[K];

/* y = x @ m */
static void product(const double *restrict x, const Matrix m, double *restrict y) {
    memset(y, 0, sizeof(Vector));
    for (int i = 0; i < K; i++)
        for (int j = 0; j < K; j++) y[j] += x[i] * m[i][j];
}

/* The forward pass: u, z and w; returns the loss and leaves the gradient of w in dw. */
static double forward(const Matrix a, const Matrix b, const Matrix c, const double *restrict x,
                      double *restrict u, double *restrict z, double *restrict dw) {
    Vector y, v;
    double loss = 0.0;
    product(x, a, y);
    product(x, b, v);
    for (int j = 0; j < K; j++) {
        u[j] = 1.0 / (1.0 + exp(-y[j]));
        z[j] = u[j] + v[j];
    }
    product(z, c, dw);
    for (int j = 0; j < K; j++) {
        loss += dw[j] * dw[j];
        dw[j] *= 2.0;
    }
    return loss;
}

/* Adds factor * (z' dw, x' dz, x' dy) to the matrices to_c, to_b and to_a; the gradient of z is
   computed from a row of c before that row changes, so to_c may be c itself. */
static void backward(const Matrix c, const double *restrict x, const double *restrict u,
                     const double *restrict z, const double *restrict dw, double factor,
                     Vector *restrict to_a, Vector *restrict to_b, Matrix to_c) {
    Vector dy, dz;
    for (int i = 0; i < K; i++) {
        double sum = 0.0;
        for (int j = 0; j < K; j++) sum += dw[j] * c[i][j];
        dz[i] = sum;
        dy[i] = sum * u[i] * (1.0 - u[i]);
        for (int j = 0; j < K; j++) to_c[i][j] += factor * z[i] * dw[j];
    }
    for (int i = 0; i < K; i++)
        for (int j = 0; j < K; j++) {
            to_a[i][j] += factor * x[i] * dy[j];
            to_b[i][j] += factor * x[i] * dz[j];
        }
}

double train_per_sample(Matrix a, Matrix b, Matrix c, const Vector *x, long n, double step) {
    Vector u, z, dw;
    double loss = 0.0;
    for (long s = 0; s < n; s++) {
        loss += forward(a, b, c, x[s], u, z, dw);
        backward(c, x[s], u, z, dw, -step, a, b, c);
    }
    return loss;
}

double train_batch(Matrix a, Matrix b, Matrix c, const Vector *x, long n, double step) {
    static Matrix ga, gb, gc;
    Vector u, z, dw;
    double loss = 0.0;
    memset(ga, 0, sizeof ga);
    memset(gb, 0, sizeof gb);
    memset(gc, 0, sizeof gc);
    for (long s = 0; s < n; s++) {
        loss += forward(a, b, c, x[s], u, z, dw);
        backward(c, x[s], u, z, dw, 1.0, ga, gb, gc);
    }
    for (int i = 0; i < K; i++)
        for (int j = 0; j < K; j++) {
            a[i][j] -= step * ga[i][j];
            b[i][j] -= step * gb[i][j];
            c[i][j] -= step * gc[i][j];
        }
    return loss;
}
