#include "statistics.h"

#include <math.h>
#include <stdlib.h>

static int compare(const void *left, const void *right)
{
    double l = *(const double *)left, r = *(const double *)right;

    return (l > r) - (l < r);
}

double median(double *values, int count)
{
    qsort(values, (size_t)count, sizeof *values, compare);
    return count % 2 ? values[count / 2] : (values[count / 2 - 1] + values[count / 2]) / 2;
}

/* Each value lies above the true median with probability 1/2, so that the ranks follow from the binomial distribution. */
void median_interval(double *values, int count, double *low, double *high)
{
    int reach = (int)floor(count / 2.0 - 0.98 * sqrt(count));

    qsort(values, (size_t)count, sizeof *values, compare);
    if (reach < 1)
        reach = 1;
    *low = values[reach - 1];
    *high = values[count - reach];
}
